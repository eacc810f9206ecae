import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type DigestName, systemRandom } from '#crypto'
import { certain, sure } from '#fault'
import {
  type AuthorityClaim,
  type Evidence,
  type SignatureFormRow,
  type SignatureLevel,
  type SigningContent,
  type SigningPart,
  type SigningWishes,
  type TrustContext,
  verifyFile,
  wholeFile,
} from '#signature'
import { makeTimestampRequest, tokenOfResponse } from '#timestamp'
import { type Certificate, certificateFromPem } from '#x509'
import type { Findings } from './findings.ts'
import { type Clerk, type Office, openOffice } from './office.ts'
import { ask, type Said, told } from './tool.ts'

/** Where signatures are made here and there: an office of openssl's, and a unit that stamps times. */
export interface Desk {
  readonly folder: string
  readonly findings: Findings
  readonly office: Office
  /** Address of the unit's time-stamp authority. */
  readonly clock: string
  /** What proves the signatures of the office and the tokens of the unit. */
  readonly evidence: Evidence
  readonly context: TrustContext
  /** PEM of both authorities, in the folder. */
  readonly anchorsFile: string
}

/** `address`: of the unit's public face; `authorityPem`: its anchor. */
export async function openDesk(
  folder: string,
  findings: Findings,
  unit: { readonly address: string; readonly authorityPem: string },
): Promise<Desk> {
  const office = openOffice(folder)
  const unitAuthority = sure(certificateFromPem(unit.authorityPem), 'the unit’s authority')
  const unitList = await (await fetch(`${unit.address}/crl/issuing.crl`)).bytes()
  const anchorsFile = 'anchors.pem'
  const officePem = readFileSync(join(folder, office.authorityFile), 'utf8')
  writeFileSync(join(folder, anchorsFile), `${officePem}\n${unit.authorityPem}`)
  const anchors: readonly Certificate[] = [office.authority, unitAuthority]
  const evidence = { certificates: [office.authority.der], lists: [office.list, unitList], ocsp: [] }
  const context: TrustContext = {
    anchors,
    intermediates: [],
    evidence,
    now: Date.now(),
    acceptAuthoritiesWithoutStatus: true,
  }
  return { folder, findings, office, clock: `${unit.address}/time-stamp`, evidence, context, anchorsFile }
}

export function keep(desk: Desk, name: string, octets: Uint8Array | string): string {
  writeFileSync(join(desk.folder, name), octets)
  return name
}

export function kept(desk: Desk, name: string): Uint8Array {
  return readFileSync(join(desk.folder, name))
}

/** What another program says in the desk's folder. */
export function says(desk: Desk, program: string, ...parameters: readonly string[]): Said {
  return ask(program, parameters, desk.folder)
}

/** What is said otherwise than usual; `undefined`: not at all. */
export interface OtherWishes {
  readonly authority?: undefined
  readonly reason?: string
}

const authority: AuthorityClaim = {
  ...{ unit: 'A'.repeat(43), case: '17', step: 'decide', permission: 'document.sign' },
  ...{ object: 'permit/17', epoch: 41, office: 'permits', grant: new Uint8Array(32).fill(7) },
}

function wishesOf({ office }: Desk, { key, certificate }: Clerk, more: OtherWishes): SigningWishes {
  const { reason } = more
  return {
    suite: key.suite,
    certificate,
    chain: [office.authority],
    signingTime: Date.now(),
    commitments: ['1.2.840.113549.1.9.16.6.5'],
    roles: ['head of permits', '局长'],
    location: 'Musterstadt',
    ...('authority' in more ? {} : { authority }),
    ...(reason === undefined ? {} : { reason }),
  }
}

/** A file signed here by a clerk. */
export function signed(
  desk: Desk,
  row: SignatureFormRow,
  clerk: Clerk,
  content: SigningContent,
  more: OtherWishes = {},
): Uint8Array {
  const prepared = sure(row.prepare(wishesOf(desk, clerk, more), content), 'a signature')
  return prepared.assemble(clerk.key.sign(prepared.toBeSigned))
}

/** A counter-signature over the first signature of a file. */
export function counterSigned(
  desk: Desk,
  row: SignatureFormRow,
  clerk: Clerk,
  file: Uint8Array,
  parts: readonly SigningPart[],
  more: OtherWishes = {},
): Uint8Array {
  const id = firstOf(row, file, parts)
  const wishes = wishesOf(desk, clerk, more)
  const prepared = sure(row.prepareCounter(wishes, file, id, parts), 'a counter-signature')
  return prepared.assemble(clerk.key.sign(prepared.toBeSigned))
}

function firstOf(row: SignatureFormRow, file: Uint8Array, parts: readonly SigningPart[]): string {
  return certain(sure(row.read(file, parts), 'the file')[0], 'its signature').id
}

/** A file at each level, its first signature raised by time-stamps of the unit. */
export async function climbed(
  desk: Desk,
  row: SignatureFormRow,
  basic: Uint8Array,
  parts: readonly SigningPart[],
): Promise<ReadonlyMap<SignatureLevel, Uint8Array>> {
  const id = firstOf(row, basic, parts)
  const imprint = sure(row.timestampImprint(basic, id, 'sha256'), 'an imprint')
  const token = await tokenOf(desk.clock, 'sha256', imprint)
  const timed = sure(row.withTimestamp(basic, id, 'sha256', token), 'B-T')
  const long = sure(row.withEvidence(timed, id, desk.evidence), 'B-LT')
  const over = sure(row.archiveImprint(long, id, 'sha512', parts), 'an imprint')
  const archive = await tokenOf(desk.clock, 'sha512', over)
  const archived = sure(row.withArchiveTimestamp(long, id, 'sha512', archive, parts), 'B-LTA')
  return new Map([
    ['B-B', basic],
    ['B-T', timed],
    ['B-LT', long],
    ['B-LTA', archived],
  ] as const)
}

/** A token of the authority at an address. */
async function tokenOf(address: string, algorithm: DigestName, digest: Uint8Array): Promise<Uint8Array> {
  const nonce = BigInt(`0x${Buffer.from(systemRandom.bytes(8)).toString('hex')}`)
  const made = makeTimestampRequest({ algorithm, digest, nonce })
  return sure(tokenOfResponse(await stampedBy(address, made.der), made), 'a token').token
}

/** What an authority answers to a request. */
export async function stampedBy(address: string, query: Uint8Array): Promise<Uint8Array> {
  const headers = { 'content-type': 'application/timestamp-query' }
  const answer = await fetch(address, { method: 'POST', headers, body: new Uint8Array(query) })
  if (answer.status !== 200) throw new Error(`a request for a time-stamp was answered ${answer.status}`)
  return answer.bytes()
}

/** What the verifier here says of each signature in a file, and which level it has found to hold. */
export function judged(desk: Desk, file: Uint8Array, parts: readonly SigningPart[] = []): string {
  const context = { ...desk.context, now: Date.now() }
  const { found } = verifyFile({ file: wholeFile('file', file), parts, context })
  if (found.kind === 'unreadable') return `unreadable: ${found.problem}`
  if (found.kind === 'unsigned') return 'unsigned'
  return found.signatures
    .map(({ verdict, levels }) => {
      const { indication, subIndication, reasons } = verdict
      if (indication === 'TOTAL-PASSED') return `${indication} ${levels.valid ?? ''}`.trim()
      return `${indication} ${subIndication ?? ''} (${reasons.map(({ kind }) => kind).join(', ')})`
    })
    .join('; ')
}

/** The octets with one bit of one of them turned over. */
export function bent(octets: Uint8Array, at: number): Uint8Array {
  const other = Uint8Array.from(octets)
  const place = at < 0 ? other.length + at : at
  other[place] = (other[place] ?? 0) ^ 1
  return other
}

/** What `openssl cms -verify` says of a message, DER, in a file; `content`: of what lies beside it. */
export function opensslVerifies(
  desk: Desk,
  file: string,
  content?: string,
  ...more: readonly string[]
): string {
  const beside = content === undefined ? [] : ['-content', content]
  // openssl has no name for the purpose of signing documents (RFC 9336).
  const trust = ['-CAfile', desk.anchorsFile, '-purpose', 'any']
  const where = ['-inform', 'DER', '-in', file, '-binary', '-out', 'content.out']
  const { text } = says(desk, 'openssl', 'cms', '-verify', ...more, ...where, ...beside, ...trust)
  return told(text, /(?:CMS|CAdES) Verification (?:successful|failure)/).replace('Verification ', '')
}
