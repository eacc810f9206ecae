import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { utf8 } from '#bytes'
import { certain } from '#fault'
import { signatureForms, signatureLevels, wholePart } from '#signature'
import { bent, climbed, type Desk, judged, keep, kept, says, signed } from './desk.ts'
import type { Clerk } from './office.ts'
import { must, told } from './tool.ts'

const row = certain(signatureForms.get('jades'), 'JAdES')
const document = utf8('{"permit":17,"holder":"王丽"}')
const part = wholePart('permit.json', document, 'application/json')

/** A signature of a file of JSON, as RFC 7515 §7.2.1 has it. */
interface Signature {
  readonly payload: string
  readonly protected: string
  readonly signature: string
  /** The elements of `etsiU`, opened. */
  readonly unsigned: readonly Readonly<Record<string, unknown>>[]
}

/** JSON signed here, whose signing input openssl verifies; JSON that openssl signs. */
export async function jws(desk: Desk): Promise<void> {
  for (const by of ['p-256', 'p-384', 'rsa', 'ed25519']) {
    for (const attached of [true, false]) ours(desk, desk.office.clerk(by), attached)
  }
  await levels(desk)
  theirs(desk)
}

function ours(desk: Desk, clerk: Clerk, attached: boolean): void {
  const { findings } = desk
  const what = `${clerk.name} ${attached ? 'attached' : 'detached'}`
  const file = signed(desk, row, clerk, { parts: [part], attached })
  const signature = signatureIn(file)
  findings.see(`openssl verifies our JWS: ${what}`, opensslVerifies(desk, clerk, signature), true)
  const other = { ...signature, protected: `${signature.protected}A` }
  findings.see(`… and not another header: ${what}`, opensslVerifies(desk, clerk, other), false)
  findings.see(`here: JAdES ${what}`, judged(desk, file, attached ? [] : [part]), 'TOTAL-PASSED B-B')
}

function signatureIn(file: Uint8Array): Signature {
  const read = JSON.parse(Buffer.from(file).toString('utf8')) as {
    readonly payload?: string
    readonly signatures: readonly {
      readonly protected: string
      readonly signature: string
      readonly header?: { readonly etsiU?: readonly string[] }
    }[]
  }
  const one = certain(read.signatures[0], 'a signature')
  const unsigned = (one.header?.etsiU ?? []).map(
    (element) => JSON.parse(plain(element).toString('utf8')) as object,
  )
  const { protected: header, signature } = one
  return {
    payload: read.payload ?? '',
    protected: header,
    signature,
    unsigned: unsigned as Signature['unsigned'],
  }
}

function plain(text: string): Buffer {
  return Buffer.from(text, 'base64url')
}

/** Whether openssl takes the value for one over the signing input (RFC 7515 §5.1). */
function opensslVerifies(desk: Desk, { name, certificateFile }: Clerk, signature: Signature): boolean {
  must('openssl', ['x509', '-in', certificateFile, '-pubkey', '-noout', '-out', 'signer.pub'], desk.folder)
  keep(desk, 'input', `${signature.protected}.${signature.payload}`)
  const value = plain(signature.signature)
  keep(desk, 'value', name.startsWith('p-') ? inDer(desk, value) : value)
  if (name === 'ed25519') {
    const how = ['-rawin', '-in', 'input', '-sigfile', 'value', '-pubin', '-inkey', 'signer.pub']
    return says(desk, 'openssl', 'pkeyutl', '-verify', ...how).code === 0
  }
  const pss = ['-sigopt', 'rsa_padding_mode:pss', '-sigopt', 'rsa_pss_saltlen:digest']
  const how = [name === 'p-384' ? '-sha384' : '-sha256', ...(name === 'rsa' ? pss : [])]
  return (
    says(desk, 'openssl', 'dgst', ...how, '-verify', 'signer.pub', '-signature', 'value', 'input').code === 0
  )
}

/** r‖s as openssl writes it in DER. */
function inDer(desk: Desk, value: Buffer): Uint8Array {
  const [r, s] = [value.subarray(0, value.length / 2), value.subarray(value.length / 2)]
  keep(
    desk,
    'value.cnf',
    `asn1=SEQUENCE:two\n[two]\nr=INTEGER:0x${r.toString('hex')}\ns=INTEGER:0x${s.toString('hex')}\n`,
  )
  must('openssl', ['asn1parse', '-genconf', 'value.cnf', '-noout', '-out', 'value.der'], desk.folder)
  return kept(desk, 'value.der')
}

async function levels(desk: Desk): Promise<void> {
  const clerk = desk.office.clerk('p-256')
  const files = await climbed(desk, row, signed(desk, row, clerk, { parts: [part], attached: true }), [])
  for (const level of signatureLevels.slice(1)) {
    const file = certain(files.get(level), level)
    const signature = signatureIn(file)
    desk.findings.see(`openssl verifies our JWS: ${level}`, opensslVerifies(desk, clerk, signature), true)
    desk.findings.see(`here: JAdES ${level}`, judged(desk, file), `TOTAL-PASSED ${level}`)
  }
  const { signature, unsigned } = signatureIn(certain(files.get('B-T'), 'B-T'))
  const stamp = unsigned[0]?.['sigTst'] as { readonly tstTokens: readonly { readonly val: string }[] }
  keep(desk, 'token.tst', Buffer.from(stamp.tstTokens[0]?.val ?? '', 'base64'))
  keep(desk, 'stamped', signature)
  const token = ['-token_in', '-in', 'token.tst', '-data', 'stamped', '-CAfile', desk.anchorsFile]
  const { text } = says(desk, 'openssl', 'ts', '-verify', ...token)
  desk.findings.see(
    'openssl ts verifies the time-stamp in it',
    told(text, /Verification: \w+/),
    'Verification: OK',
  )
}

/** A compact JWS whose value openssl makes, with the headers that JAdES asks for. */
function theirs(desk: Desk): void {
  const { certificate, keyFile } = desk.office.clerk('rsa')
  const header = {
    alg: 'PS256',
    'x5t#S256': createHash('sha256').update(certificate.der).digest('base64url'),
    x5c: [Buffer.from(certificate.der).toString('base64')],
    iat: Math.floor(Date.now() / 1000),
  }
  const input = [JSON.stringify(header), document]
    .map((each) => Buffer.from(each).toString('base64url'))
    .join('.')
  keep(desk, 'input', input)
  const pss = ['-sha256', '-sigopt', 'rsa_padding_mode:pss', '-sigopt', 'rsa_pss_saltlen:digest']
  must('openssl', ['dgst', ...pss, '-sign', keyFile, '-out', 'value', 'input'], desk.folder)
  const value = readFileSync(join(desk.folder, 'value'))
  const compact = (octets: Uint8Array) => utf8(`${input}.${Buffer.from(octets).toString('base64url')}`)
  desk.findings.see(
    'theirs is judged here: openssl dgst by RSA, PSS',
    judged(desk, compact(value)),
    'TOTAL-PASSED B-B',
  )
  const changed = told(judged(desk, compact(bent(value, 7))), /^TOTAL-FAILED \w+/)
  desk.findings.see('… and refused with another value', changed, 'TOTAL-FAILED SIG_CRYPTO_FAILURE')
}
