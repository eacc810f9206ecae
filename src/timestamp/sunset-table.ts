import type { Instant } from '#clock'

/**
 * What one source says of one algorithm: a row of the table. Of all rows that fit, the earliest end counts,
 * so adding rows can only make a table stricter.
 */
export interface SunsetRow {
  /** A digest (`sha256`), or a signature algorithm apart from its digest (`rsa-pkcs1`, `ecdsa-p256`). */
  readonly algorithm: string
  /** The row is about keys of fewer bits than this; absent: about all keys. */
  readonly bitsBelow?: number
  /** The first instant at which nothing new may rely on it; absent: the source names no end. */
  readonly until?: Instant
  /** Document and edition. */
  readonly source: string
  /** The source names no such date: it is this program's reading of it. */
  readonly assumed?: true
}

/** The newest list of suites for signatures in Europe, by its machine-readable annex. */
const etsi = 'ETSI TS 119 312 V2.1.1 (2026)'
const transition = 'NIST IR 8547 (initial public draft, 2024)'
const bsi = 'BSI TR-02102-1 (2026)'
const lengths = 'NIST SP 800-131A'

/**
 * Both say "until the end of 2035" of signatures that a quantum computer breaks; the BSI lets them go on as
 * one half of a pair, which no suite here is.
 */
const quantumEnd = Date.UTC(2036, 0, 1)

const quantumVulnerable = [
  'rsa-pkcs1',
  'rsa-pss',
  'ecdsa-p256',
  'ecdsa-p384',
  'ecdsa-p521',
  'ed25519',
  'ed448',
  'dsa',
] as const

/**
 * The table that counts where a unit brings none of its own. ETSI leads, being what EN 319 102-1 refers to;
 * its older basis, SOG-IS 1.3, ended RSA below 3000 bits three months earlier.
 */
export const sunsetTable: readonly SunsetRow[] = [
  // Signatures of less than 112 bits of strength: SHA-1 collides, RSA of 1024 bits is within reach.
  { algorithm: 'sha1', until: Date.UTC(2014, 0, 1), source: lengths },
  { algorithm: 'rsa-pkcs1', bitsBelow: 1900, until: Date.UTC(2014, 0, 1), source: lengths, assumed: true },
  { algorithm: 'rsa-pss', bitsBelow: 1900, until: Date.UTC(2014, 0, 1), source: lengths, assumed: true },
  { algorithm: 'dsa', bitsBelow: 1900, until: Date.UTC(2014, 0, 1), source: lengths, assumed: true },
  { algorithm: 'sha224', until: Date.UTC(2029, 0, 1), source: etsi },
  { algorithm: 'sha256', source: etsi },
  { algorithm: 'sha384', source: etsi },
  { algorithm: 'sha512', source: etsi },
  { algorithm: 'sha3-256', source: etsi },
  { algorithm: 'sha3-384', source: etsi },
  { algorithm: 'sha3-512', source: etsi },
  { algorithm: 'rsa-pkcs1', bitsBelow: 3000, until: Date.UTC(2026, 3, 1), source: etsi },
  { algorithm: 'rsa-pss', bitsBelow: 3000, until: Date.UTC(2026, 3, 1), source: etsi },
  { algorithm: 'dsa', bitsBelow: 3000, until: Date.UTC(2026, 3, 1), source: etsi },
  { algorithm: 'rsa-pkcs1', until: Date.UTC(2034, 0, 1), source: etsi },
  { algorithm: 'ml-dsa-44', source: etsi },
  { algorithm: 'ml-dsa-65', source: etsi },
  { algorithm: 'ml-dsa-87', source: etsi },
  ...quantumVulnerable.flatMap((algorithm) => [
    { algorithm, until: quantumEnd, source: transition },
    { algorithm, until: quantumEnd, source: bsi },
  ]),
]
