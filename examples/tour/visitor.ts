import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { withPassphrase } from './commands.ts'
import type { Findings } from './findings.ts'
import { appointed } from './hands.ts'
import type { Office } from './office.ts'
import { openssl } from './openssl.ts'
import { done, memberOf, told } from './words.ts'

/** Somebody registered for the tour alone, so that it can be played again. */
export interface Visitor {
  readonly id: string
  readonly folder: string
  readonly serial: string
}

/** Registered from a request that OpenSSL made, checked by OpenSSL, and appointed to intake. */
export async function registered(office: Office, findings: Findings): Promise<Visitor> {
  const id = `visitor.${Date.now().toString(36)}`
  const folder = office.personFolder(id)
  await mkdir(folder)
  const file = (name: string): string => join(folder, name)
  const newKey = [
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
    '-noenc',
    '-keyout',
    file('key.pem'),
  ]
  const made = openssl('req', '-new', ...newKey, '-subj', `/CN=${id}`, '-out', file('request.pem'))
  const sent = await office.command([
    'request',
    'send',
    file('request.pem'),
    '--to',
    office.unit.public,
    '--json',
  ])
  const { request } = JSON.parse(sent.out) as { readonly request: string }
  const short = `request ${request.slice(0, 12)}…`
  findings.see('openssl req -new, chancery request send', 'done', short, made.ok)

  await writeFile(file('passphrase'), id)
  const who = ['--id', id, '--name', 'Visitor', '--domain', office.unit.domain, '--out', file('sealed')]
  const sealed = await office.command(['key', 'import', file('key.pem'), ...who], withPassphrase(id))
  if (sealed.code !== 0) throw new Error(`the visitor's key could not be sealed: ${sealed.sentence}`)
  await writeFile(file('key.json'), await readFile(join(file('sealed'), 'key.json')))
  const from = ['--from', office.unit.public, '--api', office.unit.api, '--authority', office.unit.unit]
  const fetching = (): ReturnType<Office['command']> =>
    office.command(['request', 'fetch', request, ...from, '--out', folder])
  const early = await fetching()
  told(findings, 'the visitor fetches the certificate before anybody approved', early, early.code !== 0)
  const whom = ['--kind', 'person', '--id', id, '--name', 'Visitor', '--evidence', 'passport seen (tour)']
  const attested = await office.as('wu.tao', 'request', 'attest', '--request', request, ...whom)
  done(findings, 'Wu Tao, registrar, attests who applies', attested)
  const issued = await office.as('zhao.min', 'certificate', 'issue', '--request', request, '--kind', 'person')
  done(findings, 'Zhao Min, security manager, approves: issued on the record', issued)
  const fetched = await fetching()
  const serial = memberOf(await office.ask(`/requests/${request}`), 'serial')
  findings.see('now the visitor fetches it', 'done', `serial ${serial}`, fetched.code === 0)
  await checkedByOpenssl(office, findings, folder)
  const appointment = await appointed(office, id, 'intake')
  done(findings, 'Zhao Min proposes the visitor for intake, Lin Mei appoints', appointment)
  return { id, folder, serial }
}

async function checkedByOpenssl(office: Office, findings: Findings, folder: string): Promise<void> {
  const anchor = join(office.scratch, 'authority.pem')
  await writeFile(anchor, office.authority)
  const chain = join(folder, 'certificate.pem')
  const verified = openssl('verify', '-x509_strict', '-CAfile', anchor, '-untrusted', chain, chain)
  const { text } = openssl('x509', '-in', chain, '-noout', '-ext', 'subjectAltName')
  const name = /spiffe:\/\/\S+/.exec(text)?.[0] ?? ''
  const fits = verified.ok && name.startsWith(`spiffe://${office.unit.domain}/person/`)
  findings.see('openssl verify -x509_strict', verified.ok ? 'OK' : 'refused', `names ${name}`, fits)
}
