import { base64, base64url, sha256, utf8 } from '#bytes'
import { hour } from '#clock'
import { certain, sure } from '#fault'
import { fakeTokenFor, jadesRow } from '#signature'
import { bo, clock, context, wei } from '../pdf-attacks/signer.ts'
import { type Attack, counterSigned, idIn, type Made, permit, refusal, signed } from './attack.ts'

type Members = Readonly<Record<string, unknown>>

/** What the protected header is changed to, which the signer's own key then signs. */
const headers: Readonly<Record<string, (header: Members) => Members>> = {
  'no algorithm at all': ({ alg: _, ...header }) => header,
  'the algorithm none': (header) => ({ ...header, alg: 'none' }),
  'a MAC with the public key as its secret': (header) => ({ ...header, alg: 'HS256' }),
  'an algorithm of another type of key': (header) => ({ ...header, alg: 'ES256' }),
  'a critical parameter that nobody knows': critical('http://example.com/UNDEFINED'),
  'a critical parameter that is not there': (header) => ({ ...header, crit: ['sigPl'] }),
  'a registered parameter said to be critical': (header) => ({ ...header, crit: ['alg'] }),
  'expiry said to be critical': critical('exp'),
  'an empty list of critical ones': (header) => ({ ...header, crit: [] }),
  'a doubled critical one': (header) => ({ ...header, iat: 1, crit: ['iat', 'iat'] }),
  'critical ones that are a text': (header) => ({ ...header, crit: 'iat', iat: 1 }),
  'an unencoded payload that nobody is told of': (header) => ({ ...header, b64: false }),
  'named objects that nobody is told of': (header) => ({ ...header, sigD: { mId: byDigest } }),
  'objects named in a way that is not known': (header) => {
    return { ...header, crit: ['sigD'], sigD: { mId: 'http://uri.etsi.org/19182/HttpHeaders' } }
  },
  'a certificate named by SHA-1': (header) => ({ ...header, x5t: 'AAAA' }),
  'another certificate than the one named': (header) => ({ ...header, x5c: [base64(bo.certificate.der)] }),
  'the certificate of somebody else, named as well': (header) => {
    const { der } = bo.certificate
    return { ...header, x5c: [base64(der)], 'x5t#S256': base64url(sha256(der)) }
  },
  'nothing that names the certificate': ({ x5c: _, 'x5t#S256': __, ...header }) => header,
  'two times of signing': (header) => ({ ...header, iat: 1, sigT: '2026-11-22T09:30:00Z' }),
  'a time that is none': (header) => ({ ...header, sigT: '2026-02-30T09:30:00Z' }),
  'half an authority': (header) => ({ ...header, chAuth: { v: 1, unit: 'u' } }),
}

const byDigest = 'http://uri.etsi.org/19182/ObjectIdByURIHash'

/** What the file is changed to; `text` is the whole of it. */
const files: Readonly<Record<string, (file: Members, text: string) => string>> = {
  'another payload': (file) => json({ ...file, payload: base64url(utf8('refused')) }),
  'no payload': ({ payload: _, ...file }) => json(file),
  'another header': (file) => json({ ...file, protected: base64url(utf8(json({ alg: 'EdDSA' }))) }),
  'a value of zeros': (file) => json({ ...file, signature: base64url(new Uint8Array(64)) }),
  'an algorithm that is not protected': (file) => json({ ...file, header: { alg: 'none' } }),
  'a key that is not protected': (file) => json({ ...file, header: { jwk: {}, etsiU: [element({ a: 1 })] } }),
  'a role that is not protected': (file) => json({ ...file, header: { srAts: [{ qArrays: ['mayor'] }] } }),
  'a role among the unsigned elements': (file) =>
    json({ ...file, header: { etsiU: [element({ srAts: [{ qArrays: ['mayor'] }] })] } }),
  'unsigned elements in two forms': (file) =>
    json({ ...file, header: { etsiU: [element({ a: 1 }), { b: 1 }] } }),
  'an unsigned element with two names': (file) =>
    json({ ...file, header: { etsiU: [element({ a: 1, b: 2 })] } }),
  'an unsigned element in base64': (file) => json({ ...file, header: { etsiU: ['e30='] } }),
  'no unsigned elements': (file) => json({ ...file, header: { etsiU: [] } }),
  'a payload twice': (_file, text) => text.replace('{', '{"payload":"AAAA",'),
  'a protected header twice': (_file, text) => text.replace('{', '{"protected":"AAAA",'),
  'a member that nobody knows': (file) => json({ ...file, evil: 1 }),
  'one signature and several': (file) => json({ ...file, signatures: [signatureOf(file)] }),
  'no signatures': ({ payload }) => json({ payload, signatures: [] }),
  'one signature twice': (file) =>
    json({ payload: file['payload'], signatures: [signatureOf(file), signatureOf(file)] }),
  'a header with an algorithm twice': (file) =>
    json({ ...file, protected: base64url(utf8('{"alg":"none","alg":"EdDSA"}')) }),
  'a header with padding': (file) => json({ ...file, protected: `${String(file['protected'])}=` }),
  'a header with bits to spare': (file) => json({ ...file, protected: 'e31' }),
  'a value in the other alphabet': (file) => json({ ...file, signature: '+/+/' }),
  'an empty value': (file) => json({ ...file, signature: '' }),
  'blanks in the JSON': (file) => JSON.stringify(file, undefined, 1),
}

/** Attacks on signatures in JSON. */
export const jadesAttacks: readonly Attack[] = [
  ...Object.entries(headers).map(([name, change]) => attack(name, () => made(forged(change)))),
  ...Object.entries(files).map(([name, change]) =>
    attack(name, () => {
      const file = forged((header) => header)
      return made(utf8(change(membersOf(file), Buffer.from(file).toString())))
    }),
  ),
  attack('another document beside the signature', () => {
    return { bytes: signed(jadesRow, { attached: false }), parts: [refusal] }
  }),
  attack('no document beside the signature', () => made(signed(jadesRow, { attached: false }))),
  attack('another document beside a signature with its own', () => {
    return { bytes: signed(jadesRow), parts: [refusal] }
  }),
  attack('a second signer taken out', () => {
    const two = membersOf(signed(jadesRow, { parts: [], into: signed(jadesRow) }, bo))
    const [first] = two['signatures'] as readonly unknown[]
    return made(utf8(json({ payload: two['payload'], signatures: [first] })))
  }),
  attack('a counter-signature over another signature', () => {
    return withHeaderOf(counterSigned(jadesRow, signed(jadesRow, { parts: [refusal] }), bo))
  }),
  attack('a time-stamp over another signature', () => {
    const file = signed(jadesRow, { parts: [refusal] })
    const id = idIn(jadesRow, file)
    const imprint = sure(jadesRow.timestampImprint(file, id, 'sha256'), 'an imprint')
    return withHeaderOf(sure(jadesRow.withTimestamp(file, id, 'sha256', tokenOver(imprint)), 'B-T'))
  }),
  attack('an archive time-stamp of another signature', () => {
    const file = signed(jadesRow, { parts: [refusal] })
    const id = idIn(jadesRow, file)
    const imprint = sure(jadesRow.archiveImprint(file, id, 'sha256', []), 'an imprint')
    return withHeaderOf(
      sure(jadesRow.withArchiveTimestamp(file, id, 'sha256', tokenOver(imprint), []), 'B-LTA'),
    )
  }),
]

function attack(name: string, build: () => Made): Attack {
  return { form: 'JAdES', name, build }
}

function made(bytes: Uint8Array): Made {
  return { bytes }
}

function critical(name: string): (header: Members) => Members {
  return (header) => ({ ...header, crit: [name], [name]: 1 })
}

/** A JWS with a header of the attacker's choice, signed by the signer's key all the same. */
function forged(change: (header: Members) => Members): Uint8Array {
  const { certificate, key } = wei
  const header = {
    alg: key.suite.jws,
    x5c: [base64(certificate.der)],
    'x5t#S256': base64url(sha256(certificate.der)),
  }
  const head = base64url(utf8(json(change(header))))
  const payload = base64url(certain(permit.bytes, 'a whole part'))
  const signature = base64url(key.sign(utf8(`${head}.${payload}`)))
  return utf8(json({ payload, protected: head, signature }))
}

function json(value: unknown): string {
  return JSON.stringify(value)
}

function element(value: unknown): string {
  return base64url(utf8(json(value)))
}

function membersOf(file: Uint8Array): Members {
  return JSON.parse(Buffer.from(file).toString()) as Members
}

function signatureOf({ protected: head, signature }: Members): Members {
  return { protected: head, signature }
}

/** The signature with what nobody signs of another one. */
function withHeaderOf(other: Uint8Array): Made {
  const { signatures } = membersOf(other) as { readonly signatures: readonly { readonly header: unknown }[] }
  const { payload, ...own } = membersOf(signed(jadesRow))
  const [mine = signatureOf(own)] = (own['signatures'] as readonly Members[] | undefined) ?? []
  return made(utf8(json({ payload, signatures: [{ ...mine, header: signatures[0]?.header }] })))
}

function tokenOver(imprint: Uint8Array): Uint8Array {
  return fakeTokenFor(clock, context.now - hour, 'sha256', imprint)
}
