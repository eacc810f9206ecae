import { hash } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { openKey, PrivateKey } from '#crypto'
import { sure } from '#fault'
import { fakeRequest } from '#identity'
import {
  command,
  domain,
  found,
  founder,
  type NodeProcess,
  passphraseOfAll,
  start,
} from '../unit-life/node-process.ts'
import type { Shown } from './caller.ts'

/** The service behind gate and proxy, and the proxy, as the unit calls them. */
export const service = 'permits'
export const proxy = 'front'
export const host = `permits.${domain}`

/** Whoever comes may read a permit, and approve it twice. */
const procedure = `procedure: permit
title: { en: Permit }
opened-by: anyone
objects: permit/{case}
steps:
  decide:
    by: anyone
    permits: [permit.read, permit.approve]
    uses: { permit.approve: 2 }
    within: P1D
`

const routes = [
  { method: 'GET', path: '/permits/:case', permission: 'permit.read', object: 'permit/{case}' },
  { method: 'POST', path: '/permits/:case/approve', permission: 'permit.approve', object: 'permit/{case}' },
]

/** A unit with one service, its proxy and one resident, filled by the commands that people would type. */
export class InteropUnit {
  readonly folder: string
  readonly node: NodeProcess
  /** PEM of the unit's authority. */
  readonly authority: string
  readonly founder: Shown

  private constructor(folder: string, node: NodeProcess, authority: string, of: Shown) {
    this.folder = folder
    this.node = node
    this.authority = authority
    this.founder = of
  }

  static async open(folder: string): Promise<InteropUnit> {
    await found(folder)
    const node = await start(folder)
    const own = join(folder, 'people', founder)
    const key = sure(await openKey(await readFile(join(own, 'key.json'), 'utf8'), passphraseOfAll), 'the key')
    const facts = JSON.parse(await readFile(join(own, 'unit.json'), 'utf8')) as object
    const addresses = { public: node.public, api: `https://localhost:${node.api}` }
    await writeFile(join(own, 'unit.json'), JSON.stringify({ ...facts, ...addresses }))
    const cert = await readFile(join(own, 'certificate.pem'), 'utf8')
    const authority = await readFile(join(own, 'authority.pem'), 'utf8')
    return new InteropUnit(folder, node, authority, { key: key.tlsPem(), cert })
  }

  /** A command of the founder, which must go through; what it printed. */
  async must(...argv: readonly string[]): Promise<string> {
    const ended = await command(['--as', join(this.folder, 'people', founder), ...argv])
    if (ended.code !== 0) throw new Error(`could not \`${argv.join(' ')}\`: ${ended.err}`)
    return ended.out
  }

  /** Registers the proxy with its host name, and publishes the service with it. */
  async publish(upstreamPort: number): Promise<Shown> {
    const shown = await this.register('service', proxy, ['--dns', host])
    const [text, publication] = [join(this.folder, 'permit.yaml'), join(this.folder, 'permits.json')]
    await writeFile(text, procedure)
    await this.must('procedure', 'draft', '--name', 'permit', '--text', `@${text}`)
    await this.must('procedure', 'adopt', '--name', 'permit', '--digest', hash('sha256', procedure, 'hex'))
    const upstream = `tcp://127.0.0.1:${upstreamPort}`
    await writeFile(
      publication,
      JSON.stringify({ service, title: 'Permits', hosts: [host], upstream, routes }),
    )
    await this.must('service', 'propose', '--input', publication, '--proxy', proxy)
    await this.must('service', 'publish', '--service', service)
    return shown
  }

  /** A key with the certificate it was given, by request, attestation and approval. */
  async register(kind: 'person' | 'service', id: string, more: readonly string[] = []): Promise<Shown> {
    const key = PrivateKey.generate('ecdsa-p256-sha256')
    const sent = await fetch(`${this.node.public}/requests`, {
      method: 'POST',
      headers: { 'content-type': 'application/pkcs10' },
      body: fakeRequest(key, id),
    })
    const { request } = (await sent.json()) as { readonly request: string }
    const whom = ['--request', request, '--kind', kind]
    await this.must('request', 'attest', ...whom, '--id', id, '--name', id, '--evidence', 'seen', ...more)
    await this.must('certificate', 'issue', ...whom)
    const seen = await fetch(`${this.node.public}/requests/${request}`)
    const serial = /"serial":"([0-9a-f]+)"/.exec(await seen.text())?.[1] ?? ''
    const issued = await fetch(`${this.node.public}/certificates/${serial}`)
    return { key: key.tlsPem(), cert: await issued.text() }
  }

  /** Opens a case; its number. */
  async openCase(of = 'permit'): Promise<string> {
    const said = await this.must('case', 'open', '--procedure', of, '--json')
    const id = /"case":\s*"(\d+)"/.exec(said)?.[1]
    if (id === undefined) throw new Error(`no case in ${said}`)
    return id
  }

  /** Where the proxy's files lie, as its configuration names them. */
  async keepProxyFiles(shown: Shown): Promise<string> {
    const folder = join(this.folder, 'chancery')
    await mkdir(folder)
    await writeFile(join(folder, 'front.key'), shown.key, { mode: 0o600 })
    await writeFile(join(folder, 'front.pem'), shown.cert)
    await writeFile(join(folder, 'authority.pem'), this.authority)
    return folder
  }
}
