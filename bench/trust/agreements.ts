import { day, hour, minute, second } from '#clock'
import { PrivateKey } from '#crypto'
import { sure } from '#fault'
import {
  type AgreementBounds,
  agreementContent,
  authorityContent,
  type Certificate,
  type CertificateContent,
  issuingContent,
  leafContent,
  nameOf,
  parseCertificate,
  writeCertificate,
} from '#x509'

/** A unit as paths see it: two keys and their certificates. */
interface Unit {
  readonly domain: string
  readonly authority: Certificate
  readonly issuing: Certificate
  readonly authorityKey: PrivateKey
  readonly issuingKey: PrivateKey
}

/** Units in a row, each recognising the next, and what the first knows of the others. */
export interface Row {
  readonly anchor: Uint8Array
  /** Every agreement of the units of the row but the last, and their issuing keys. */
  readonly known: readonly Uint8Array[]
  /** Of the last unit. */
  readonly leaves: readonly Uint8Array[]
  /** Of a unit beyond it that the last recognises, and that no agreement before covers by its domain. */
  readonly strangers: readonly Uint8Array[]
}

export const rowTime = Date.UTC(2026, 10, 22, 12)
export const leavesPerRow = 64

/** Agreements of each unit; one of them goes on to the next. */
export const agreementsPerUnit = 10

const times = { notBefore: rowTime - hour, notAfter: rowTime + 365 * day }
const suite = 'ecdsa-p256-sha256'

/** A row of this many agreements, each with the bounds it needs and no wider. */
export function rowOf(agreements: number): Row {
  const units = Array.from({ length: agreements + 2 }, (_, number) => unitOf(`u${number}.gov`))
  const [first, ...others] = units as [Unit, ...Unit[]]
  const inside = others.slice(0, -1)
  const [last, stranger] = others.slice(-2) as [Unit, Unit]
  const crosses = inside.map((to, place) => {
    const domains = inside.slice(place).map(({ domain }) => domain)
    return agreementOf(units[place] as Unit, to, { domains, hops: agreements - place })
  })
  const onward = agreementOf(last, stranger, { domains: [stranger.domain], hops: 0 })
  const aside = units.slice(0, agreements).flatMap((by) =>
    Array.from({ length: agreementsPerUnit - 1 }, (_, number) => {
      const other = unitOf(`beside-${number}.${by.domain}`)
      return agreementOf(by, other, { domains: [other.domain], hops: 0 })
    }),
  )
  return {
    anchor: first.authority.der,
    known: [...crosses, onward, ...aside, ...others.map(({ issuing }) => issuing.der)],
    leaves: leavesOf(last),
    strangers: leavesOf(stranger),
  }
}

function unitOf(domain: string): Unit {
  const [authorityKey, issuingKey] = [PrivateKey.generate(suite), PrivateKey.generate(suite)]
  const named = (part: string) => nameOf({ organization: 'Unit', commonName: `${domain} ${part}` })
  const top = { ...times, domain, name: named('authority'), serial: serialOf(1) }
  const authority = written(authorityContent({ ...top, spki: authorityKey.publicKey.spki }), authorityKey)
  const under = { ...times, domain, name: named('issuing'), serial: serialOf(2), issuer: authority }
  const issuing = written(issuingContent({ ...under, spki: issuingKey.publicKey.spki }), authorityKey)
  return { domain, authority, issuing, authorityKey, issuingKey }
}

function agreementOf(by: Unit, to: Unit, bounds: Pick<AgreementBounds, 'domains' | 'hops'>): Uint8Array {
  const content = agreementContent({
    issuer: by.authority,
    subject: to.authority,
    bounds: {
      ...bounds,
      grade: 'medium',
      purposes: ['client'],
      statusAgeMaxSeconds: day / second,
      bundleUrl: `https://${to.domain}/bundle`,
      privateAddresses: false,
    },
    serial: serialOf(3),
    ...times,
  })
  return writeCertificate(content, by.authorityKey)
}

function leavesOf({ domain, issuing, issuingKey }: Unit): readonly Uint8Array[] {
  const { spki } = PrivateKey.generate(suite).publicKey
  return Array.from({ length: leavesPerRow }, (_, number) => {
    const id = `clerk-${number}`
    const who = { kind: 'person', grade: 'medium', id, commonName: id, organization: 'Unit' } as const
    const issue = { ...who, ...times, notBefore: rowTime - minute, domain, spki, issuer: issuing }
    return writeCertificate(leafContent({ ...issue, serial: serialOf(16 + number) }), issuingKey)
  })
}

function serialOf(number: number): Uint8Array {
  return new Uint8Array(16).fill(7).fill(number, 15)
}

function written(content: CertificateContent, signer: PrivateKey): Certificate {
  return sure(parseCertificate(writeCertificate(content, signer)), 'a certificate of the bench')
}
