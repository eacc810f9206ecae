import { utf8 } from '#bytes'
import { certain } from '#fault'
import { signatureForms, signatureLevels, wholePart } from '#signature'
import { pem } from '#x509'
import {
  bent,
  climbed,
  counterSigned,
  type Desk,
  judged,
  keep,
  opensslVerifies,
  says,
  signed,
} from './desk.ts'
import { told } from './tool.ts'

const row = certain(signatureForms.get('cades'), 'CAdES')
const document = utf8('the permit of the mill is granted\n')
const part = wholePart('permit.txt', document, 'text/plain')

/** One message made here, in a file. */
interface Message {
  readonly what: string
  readonly file: Uint8Array
  /** Whether the document is in it. */
  readonly attached: boolean
  /** What the verifier here says. */
  readonly expected: string
}

/** Messages made here, read by openssl and certtool; changed ones refused by all. */
export async function cadesOurs(desk: Desk): Promise<void> {
  keep(desk, part.name, document)
  keep(desk, 'other.txt', 'the permit of the mill is refused\n')
  for (const message of [...ofSuites(desk), ...(await ofLevels(desk)), ...ofSeveral(desk)]) {
    read(desk, message)
    refused(desk, message)
  }
  certtoolInforms(desk)
  authorityClaimOfCerttool(desk)
}

function ofSuites(desk: Desk): readonly Message[] {
  const suites = ['p-256', 'p-384', 'rsa', ...['ed25519', 'ml-dsa-65'].filter((name) => isKnown(desk, name))]
  return suites.flatMap((name) => {
    return [true, false].map((attached) => ({
      what: `B-B by ${name}, ${attached ? 'attached' : 'detached'}`,
      file: signed(desk, row, desk.office.clerk(name), { parts: [part], attached }, unclaimed),
      attached,
      expected: 'TOTAL-PASSED B-B',
    }))
  })
}

/** Whether openssl has such keys and itself signs with them in CMS (RFC 8419, RFC 9882). */
function isKnown(desk: Desk, name: string): boolean {
  const by = ['-signer', `${name}.pem`, '-inkey', `${name}.key`, '-outform', 'DER', '-out', 'probe.p7']
  const signs = (): boolean =>
    says(desk, 'openssl', 'cms', '-sign', '-binary', '-in', part.name, ...by).code === 0
  const isSigned = desk.office.has(name) && signs()
  if (!isSigned)
    desk.findings.skipped(`openssl, CAdES by ${name}`, 'this openssl makes and reads none in CMS')
  return isSigned
}

async function ofLevels(desk: Desk): Promise<readonly Message[]> {
  const messages: Message[] = []
  for (const attached of [true, false]) {
    const parts = attached ? [] : [part]
    const basic = signed(desk, row, desk.office.clerk('p-256'), { parts: [part], attached }, unclaimed)
    const files = await climbed(desk, row, basic, parts)
    for (const level of signatureLevels.slice(1)) {
      const what = `${level}, ${attached ? 'attached' : 'detached'}`
      const file = certain(files.get(level), level)
      messages.push({ what, file, attached, expected: `TOTAL-PASSED ${level}` })
    }
  }
  return messages
}

function ofSeveral(desk: Desk): readonly Message[] {
  const { office } = desk
  const content = { parts: [part], attached: false }
  const first = signed(desk, row, office.clerk('p-256'), content, unclaimed)
  const both = signed(desk, row, office.clerk('rsa'), { ...content, into: first }, unclaimed)
  const countered = counterSigned(desk, row, office.clerk('p-384'), both, [part], unclaimed)
  const expected = 'TOTAL-PASSED B-B; TOTAL-PASSED B-B'
  return [
    { what: 'two signers in parallel', file: both, attached: false, expected },
    { what: 'two signers, one counter-signed', file: countered, attached: false, expected },
  ]
}

/** certtool does not read our own attribute; what goes to it is signed without. */
const unclaimed = { authority: undefined }

function read(desk: Desk, { what, file, attached, expected }: Message): void {
  const { findings } = desk
  const [beside, parts] = attached ? [undefined, []] : [part.name, [part]]
  const at = keep(desk, 'ours.p7', file)
  findings.see(`openssl cms -verify reads ours: ${what}`, opensslVerifies(desk, at, beside), 'CMS successful')
  const seen = opensslVerifies(desk, at, beside, '-cades')
  findings.see(`openssl cms -verify -cades reads ours: ${what}`, seen, 'CAdES successful')
  if (!/ed25519|ml-dsa/.test(what)) {
    findings.see(`certtool --p7-verify reads ours: ${what}`, certtoolVerifies(desk, file, beside), 'ok')
  }
  findings.see(`here: ${what}`, judged(desk, file, parts), expected)
}

function refused(desk: Desk, { what, file, attached }: Message): void {
  const { findings } = desk
  const changed = attached ? replaced(file) : file
  const parts = attached ? [] : [wholePart(part.name, utf8('the permit of the mill is refused\n'))]
  const at = keep(desk, 'changed.p7', changed)
  const seen = opensslVerifies(desk, at, attached ? undefined : 'other.txt', '-cades')
  findings.see(`openssl refuses another document: ${what}`, seen, 'CAdES failure')
  const own = judged(desk, changed, parts)
  findings.see(
    `here it is refused: ${what}`,
    told(own, /^TOTAL-FAILED HASH_FAILURE/),
    'TOTAL-FAILED HASH_FAILURE',
  )
}

/** The message around another document of the same length. */
function replaced(file: Uint8Array): Uint8Array {
  const at = Buffer.from(file).indexOf(document)
  if (at < 0) throw new Error('the document is not in the message')
  return bent(file, at)
}

/** What `certtool --p7-verify` says; it wants PEM, and PEM labelled so. */
function certtoolVerifies(desk: Desk, file: Uint8Array, beside?: string): string {
  const at = keep(desk, 'ours.p7.pem', pem('PKCS7', file))
  const content = beside === undefined ? [] : ['--load-data', beside]
  const trust = ['--load-ca-certificate', desk.anchorsFile]
  const { text } = says(desk, 'certtool', '--p7-verify', '--infile', at, ...content, ...trust)
  return told(text, /Signature status: (.*)|.*error:.*/)
}

function certtoolInforms(desk: Desk): void {
  const content = { parts: [part], attached: true }
  const at = keep(desk, 'ours.p7', signed(desk, row, desk.office.clerk('rsa'), content, unclaimed))
  const { text } = says(desk, 'certtool', '--p7-info', '--inder', '--infile', at)
  const facts = [
    'Signature Algorithm: RSA-PSS-SHA256',
    'aa-signingCertificateV2',
    'Number of certificates: 2',
  ]
  const seen = facts.filter((fact) => text.includes(fact))
  desk.findings.see('certtool --p7-info tells what is in ours', seen, facts)
}

/**
 * GnuTLS takes object identifiers whose parts have 64 bits; that of our own attribute is a UUID (X.667), with
 * 128.
 */
function authorityClaimOfCerttool(desk: Desk): void {
  const file = signed(desk, row, desk.office.clerk('p-256'), { parts: [part], attached: true })
  const at = keep(desk, 'claimed.p7', file)
  const what = 'with our authority attribute'
  desk.findings.see(
    `openssl reads ours: ${what}`,
    opensslVerifies(desk, at, undefined, '-cades'),
    'CAdES successful',
  )
  const seen = certtoolVerifies(desk, file)
  const expected = 'import error: ASN1 parser: Error in DER parsing.'
  desk.findings.see(
    `certtool does not read ours ${what}: its identifier has a part of 128 bits`,
    seen,
    expected,
  )
}
