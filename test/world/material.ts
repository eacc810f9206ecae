import { createPrivateKey } from 'node:crypto'
import { day, type Instant, minute } from '#clock'
import { PrivateKey } from '#crypto'
import { sure } from '#fault'
import { ownService, ownServiceGrade } from '#identity'
import {
  authorityContent,
  type Certificate,
  type Grade,
  issuingContent,
  type LeafIssue,
  leafContent,
  nameOf,
  parseCertificate,
  serialBytesMin,
  writeCertificate,
} from '#x509'
import { Chance } from '../fuzz/chance.ts'

/** Ed25519 in PKCS #8 (RFC 8410 §7) up to the 32 octets that are the key. */
const keyPrefix = Buffer.from('302e020100300506032b657004220420', 'hex')

const keyNames = ['authority', 'issuing', 'node', 'founder', 'log', 'gate', 'seal', 'time-stamp'] as const

/** The keys and first certificates of a unit of a world: the same for a seed and a domain, always. */
export interface Material {
  readonly domain: string
  readonly suite: 'ed25519'
  readonly keys: Readonly<Record<(typeof keyNames)[number], PrivateKey>>
  readonly authority: Certificate
  readonly issuing: Certificate
  readonly node: Certificate
  readonly founder: Certificate
  /** People and services of the unit whose certificates others are shown. */
  readonly people: Readonly<Record<Resident, Certificate>>
}

/** Who of a unit shows a certificate to others: kind and grade. */
export type Resident = 'clerk' | 'director' | 'website'

export const residents: Readonly<
  Record<Resident, { readonly kind: LeafIssue['kind']; readonly grade: Grade }>
> = {
  clerk: { kind: 'person', grade: 'basic' },
  director: { kind: 'person', grade: 'high' },
  website: { kind: 'service', grade: 'medium' },
}

/** A key that follows from the seed and a name: Ed25519, whose signatures are the same each time too. */
export function derivedKey(seed: number, name: string): PrivateKey {
  const key = Buffer.concat([keyPrefix, new Chance(seed, `key ${name}`).bytes(32)])
  return sure(PrivateKey.of(createPrivateKey({ key, format: 'der', type: 'pkcs8' })), 'a derived key')
}

/** What a unit at a domain is about to be founded with. */
export function materialOf(seed: number, domain: string, time: Instant): Material {
  const named = (name: string): PrivateKey => derivedKey(seed, `${name} ${domain}`)
  const keys = Object.fromEntries(keyNames.map((name) => [name, named(name)])) as Material['keys']
  const chance = new Chance(seed, `serials ${domain}`)
  const common = (key: PrivateKey, days: number) => ({
    ...{ spki: key.publicKey.spki, serial: chance.bytes(serialBytesMin), domain },
    ...{ notBefore: time - 5 * minute, notAfter: time + days * day },
  })
  const name = (part: string) => nameOf({ organization: domain, commonName: `${domain} ${part}` })
  const top = { ...common(keys.authority, 20 * 365), name: name('authority') }
  const authority = written(authorityContent(top), keys.authority)
  const under = { ...common(keys.issuing, 5 * 365), name: name('issuing'), issuer: authority }
  const issuing = written(issuingContent(under), keys.authority)
  const leaf = (key: PrivateKey, who: Pick<LeafIssue, 'kind' | 'grade' | 'id'>): Certificate => {
    const names = { ...who, commonName: who.id, organization: domain, issuer: issuing }
    return written(leafContent({ ...common(key, 365), ...names }), keys.issuing)
  }
  const resident = (id: Resident): Certificate => leaf(named(id), { ...residents[id], id })
  return {
    ...{ domain, suite: 'ed25519', keys, authority, issuing },
    node: leaf(keys.node, { kind: 'service', grade: ownServiceGrade, id: ownService.node }),
    founder: leaf(keys.founder, { kind: 'person', grade: 'basic', id: 'fay' }),
    people: { clerk: resident('clerk'), director: resident('director'), website: resident('website') },
  }
}

function written(content: Parameters<typeof writeCertificate>[0], key: PrivateKey): Certificate {
  return sure(parseCertificate(writeCertificate(content, key)), 'a certificate of a world')
}
