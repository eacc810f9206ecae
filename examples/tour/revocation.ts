import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { parseRevocationList } from '#x509'
import { withPassphrase } from './commands.ts'
import type { Connection } from './connection.ts'
import { type Envelope, envelopeOf, send } from './envelope.ts'
import type { Findings } from './findings.ts'
import type { Office } from './office.ts'
import { openssl } from './openssl.ts'
import { done, memberOf, problemKind, problemWords, told } from './words.ts'

/** What is due: connections of a revoked certificate are closed within a second. */
const closedMillisecondsMax = 1000

/** Somebody registered for the tour alone, so that it can be played again. */
interface Visitor {
  readonly id: string
  readonly folder: string
  readonly serial: string
}

/** A person comes, by a request of OpenSSL's making, gets in, and is put out in the middle of it. */
export async function oneCertificate(office: Office, findings: Findings): Promise<void> {
  findings.chapter('One certificate: from a request made by OpenSSL to its revocation')
  const visitor = await registered(office, findings)
  const permit = await office.openCase('gao.yan', 'building-permit')
  await office.must(visitor.id, 'step', 'claim', '--case', permit, '--step', 'accept')
  const kept = envelopeOf(office, await office.keyOf(visitor.id), 'case.open', {
    procedure: 'building-permit',
  })
  const idle = await office.atGate(visitor.id)
  const read = await idle.ask('GET', `/permits/${permit}`)
  const what = `GET /permits/${permit} as the visitor, who claimed accept`
  findings.see(what, read.status, `the permit is ${memberOf(read, 'status')}`, read.status === 200)
  await putOut(office, findings, visitor, idle, permit)
  await afterwards(office, findings, visitor, permit, kept)
  await revocationList(office, findings, visitor)
  await office.must('gao.yan', 'case', 'cancel', '--case', permit, '--reason', 'opened for the tour')
}

async function registered(office: Office, findings: Findings): Promise<Visitor> {
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
  await appointed(office, findings, id)
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

async function appointed(office: Office, findings: Findings, id: string): Promise<void> {
  const whom = ['--person', id, '--office', 'intake']
  await office.must('zhao.min', 'person', 'propose', ...whom)
  const result = await office.as('lin.mei', 'person', 'appoint', ...whom)
  done(findings, 'Zhao Min proposes the visitor for intake, Lin Mei appoints', result)
}

/** Two connections stand open when the certificate is revoked: a stream, and one that says nothing. */
async function putOut(
  office: Office,
  findings: Findings,
  { id, serial }: Visitor,
  idle: Connection,
  permit: string,
): Promise<void> {
  const streaming = await office.atGate(id)
  const stream = await streaming.stream(`/permits/${permit}/events`)
  const streams = `GET /permits/${permit}/events as the visitor`
  findings.see(streams, stream.status, 'the stream stays open', stream.status === 200)
  const endOf = async (end: Promise<unknown>): Promise<number> => {
    await Promise.race([end, wait(10 * closedMillisecondsMax)])
    return performance.now()
  }
  const ends = Promise.all([endOf(stream.ended), endOf(idle.closed())])
  const of = await office.openCase('wu.tao', 'revoke-certificate', `serial=${serial}`)
  await office.must('wu.tao', 'step', 'claim', '--case', of, '--step', 'revoke')
  const why = ['--serial', serial, '--reason', 'key-compromise', '--case', of, '--step', 'revoke']
  const revoked = await office.as('wu.tao', 'certificate', 'revoke', ...why)
  // The revocation is known to be durable when its receipt is in the caller's hands.
  const answered = performance.now()
  done(findings, `Wu Tao revokes certificate ${serial.slice(0, 12)}…`, revoked)
  const [streamEnd, idleEnd] = await ends
  for (const [what, end] of [
    ['the open stream', streamEnd],
    ['the idle connection', idleEnd],
  ] as const) {
    const milliseconds = Math.max(0, Math.round(end - answered))
    const words = `${milliseconds} ms after the receipt of the revocation`
    findings.see(what, 'closed', words, milliseconds < closedMillisecondsMax)
  }
  streaming.close()
  idle.close()
}

async function afterwards(
  office: Office,
  findings: Findings,
  { id }: Visitor,
  permit: string,
  kept: Envelope,
): Promise<void> {
  const again = await office.atGate(id)
  const refused = await again.ask('GET', `/permits/${permit}`)
  const fits = [401, 403].includes(refused.status) && problemKind(refused) !== 'permission-missing'
  findings.see(
    `GET /permits/${permit} as the visitor, new connection`,
    refused.status,
    problemWords(refused),
    fits,
  )
  again.close()
  const act = await send(office, kept)
  const words = problemWords(act)
  const dead = act.status === 403 && problemKind(act) === 'certificate-revoked'
  findings.see('an act signed with the revoked key', act.status, words, dead)
}

async function revocationList(
  office: Office,
  findings: Findings,
  { folder, serial }: Visitor,
): Promise<void> {
  const { bytes, status } = await office.ask('/crl/issuing.crl')
  const list = parseRevocationList(bytes)
  const listed = list.ok && list.value.entries.some((entry) => entry.serial === serial)
  const words = list.ok
    ? `${list.value.entries.length} revoked, this one among them: ${listed}`
    : list.fault.kind
  findings.see('GET /crl/issuing.crl', status, words, listed)
  const file = (name: string): string => join(office.scratch, name)
  await writeFile(file('issuing.crl'), bytes)
  const chain = join(folder, 'certificate.pem')
  const [, issuing = ''] = (await readFile(chain, 'utf8')).split(/(?<=-----END CERTIFICATE-----\n)/)
  await writeFile(file('issuing.pem'), issuing)
  const check = (leaf: string): ReturnType<typeof openssl> =>
    openssl(
      ...['verify', '-crl_check', '-CRLfile', file('issuing.crl'), '-partial_chain'],
      ...['-CAfile', file('issuing.pem'), leaf],
    )
  const dead = check(chain)
  const verdict = /error \d+ at \d+ depth lookup: (.*)/.exec(dead.text)?.[1] ?? dead.text
  findings.see(
    'openssl verify -crl_check: the visitor',
    'refused',
    verdict,
    verdict === 'certificate revoked',
  )
  const live = check(join(office.personFolder('li.wei'), 'certificate.pem'))
  findings.see('openssl verify -crl_check: Li Wei', live.ok ? 'OK' : 'refused', 'still good', live.ok)
}
