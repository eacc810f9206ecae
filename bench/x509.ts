import { X509Certificate } from 'node:crypto'
import { AsnConvert } from '@peculiar/asn1-schema'
import { Certificate as PeculiarCertificate } from '@peculiar/asn1-x509'
import { Certificate as PkijsCertificate } from 'pkijs'
import { day } from '#clock'
import { PrivateKey } from '#crypto'
import { sure } from '#fault'
import { authorityContent, leafContent, nameOf, parseCertificate, writeCertificate } from '#x509'
import type { Figure, FigureResult } from './figure.ts'

/** Enough that no reader gets by with what it has just seen. */
const certificates = 256

/** The contestants take turns, so that what else the machine does hurts all of them. */
const rounds = 6
const turnMilliseconds = 200

/** Of checking a certificate, and of checking it and making the fields that are asked for. */
const goals = { parse: 5, fields: 1 } as const

export const figures: readonly Figure[] = [{ name: 'x509.parse', run: measureParse }]

type Parse = (der: Uint8Array) => unknown

const ours: Parse = (der) => sure(parseCertificate(der), 'a certificate of the bench')
const platform: Parse = (der) => new X509Certificate(der)

/** Each reads what a search for a path asks first: both names, validity, what the key may do, identity. */
const oursRead: Parse = (der) => {
  const certificate = sure(parseCertificate(der), 'a certificate of the bench')
  const { subject, issuer, notAfter, basicConstraints, subjectAltName, fingerprint } = certificate
  return [subject.rdns, issuer.rdns, notAfter, basicConstraints, subjectAltName, fingerprint]
}
const platformRead: Parse = (der) => {
  const { subject, issuer, validToDate, ca, subjectAltName, fingerprint256 } = new X509Certificate(der)
  return [subject, issuer, validToDate, ca, subjectAltName, fingerprint256]
}

/**
 * Certificates checked and read per second. Here and in the platform a field is made when it is first asked
 * for, so the second figure asks; the other two make all of them at once.
 */
async function measureParse(): Promise<readonly FigureResult[]> {
  const ders = certificatesOfAUnit()
  const peculiar: Parse = (der) => AsnConvert.parse(der, PeculiarCertificate)
  const pkijs: Parse = (der) => PkijsCertificate.fromBER(der)
  const [own, theirs, byPeculiar, byPkijs] = rates(ders, [ours, platform, peculiar, pkijs])
  const [ownRead, theirsRead] = rates(ders, [oursRead, platformRead])
  return [
    result(ders, 'x509.parse', 'X509Certificate', own, theirs),
    result(ders, 'x509.parse.peculiar', '@peculiar/asn1-x509', own, byPeculiar),
    result(ders, 'x509.parse.pkijs', 'pkijs', own, byPkijs),
    result(ders, 'x509.parse.fields', 'X509Certificate', ownRead, theirsRead, goals.fields),
  ]
}

/** Certificates parsed per second by each, the best of its turns: the others were disturbed. */
function rates(ders: readonly Uint8Array[], contestants: readonly Parse[]): readonly number[] {
  const best = contestants.map(() => 0)
  for (let round = 0; round < rounds; round += 1) {
    contestants.forEach((parse, at) => {
      best[at] = Math.max(best[at] ?? 0, rate(ders, parse))
    })
  }
  return best
}

function rate(ders: readonly Uint8Array[], parse: Parse): number {
  const begin = performance.now()
  let parsed = 0
  while (performance.now() < begin + turnMilliseconds) {
    for (const der of ders) parse(der)
    parsed += ders.length
  }
  return (parsed * 1000) / (performance.now() - begin)
}

/** Certificates of a service of a unit, each with its own key, names and serial number. */
function certificatesOfAUnit(): readonly Uint8Array[] {
  const domain = 'office.example'
  const common = { notBefore: Date.UTC(2026, 0), notAfter: Date.UTC(2026, 0) + 30 * day, domain }
  const key = PrivateKey.generate('ecdsa-p256-sha256')
  const serial = new Uint8Array(16).fill(7)
  const name = nameOf({ commonName: 'Measured unit', organization: 'Office', country: 'DE' })
  const authority = authorityContent({ ...common, name, serial, spki: key.publicKey.spki })
  const issuer = sure(parseCertificate(writeCertificate(authority, key)), 'the authority')
  return Array.from({ length: certificates }, (_, number) => {
    const { spki } = PrivateKey.generate('ecdsa-p256-sha256').publicKey
    const id = `permits-${number}`
    const leaf = leafContent({
      ...common,
      kind: 'service',
      grade: 'medium',
      id,
      commonName: id,
      organization: 'Office',
      spki,
      serial: Buffer.from(serial).fill(number, 15),
      issuer,
      crlUrl: 'http://office.example/issuing.crl',
      dnsNames: [`${id}.${domain}`],
    })
    return writeCertificate(leaf, key)
  })
}

function result(
  ders: readonly Uint8Array[],
  figure: string,
  rival: string,
  value = 0,
  rivalValue = 0,
  goal: number = goals.parse,
): FigureResult {
  const ratio = value / rivalValue
  const conditions =
    `${certificates} P-256 certificates of about ${ders[0]?.length ?? 0} octets with 8 extensions, one ` +
    `after the other in one process, best of ${rounds} turns of ${turnMilliseconds} ms each`
  return {
    figure,
    value: Math.round(value),
    unit: 'certificates/s',
    goal: `>= ${goal}x ${rival}`,
    met: ratio >= goal,
    conditions,
    rival,
    rivalValue: Math.round(rivalValue),
    ratio: Math.round(ratio * 10) / 10,
  }
}
