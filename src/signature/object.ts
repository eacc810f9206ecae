import type { Instant } from '#clock'
import type { AuthorityClaim, CertificateReference } from '#cms'
import type { DigestName, Suite } from '#crypto'
import type { Certificate } from '#x509'
import type { Addition } from './addition.ts'

export type { AuthorityClaim, CertificateReference } from '#cms'

/** The forms a signature comes in. */
export type SignatureForm = 'CAdES' | 'PAdES' | 'ASiC-E' | 'ASiC-S' | 'JAdES'

/**
 * One signature as its form carries it, ready for the process of EN 319 102-1, which knows no forms. Nothing
 * in it has been verified but what `contents` say.
 */
export interface SignatureObject {
  /** Lower-case hexadecimal SHA-256 of the signature value. */
  readonly id: string
  readonly form: SignatureForm
  /** What the value was made over: the DER of the signed attributes, the JWS signing input. */
  readonly signedBytes: Uint8Array
  readonly value: Uint8Array
  /** By what algorithm, for a key of this type; `undefined` when no row of the table fits. */
  readonly suiteFor: (keyType: Suite['keyType']) => Suite | undefined
  /** The algorithm as the signature names it, for people: a name or a dotted identifier. */
  readonly algorithm: string
  /** Whether what was signed is what is at hand, part by part; never empty. */
  readonly contents: readonly SignedContent[]
  /** The signing certificate as the signed attributes name it (ESS, `x5t#S256`); absent: not named. */
  readonly signingCertificate?: CertificateReference
  /** Which certificate the signature names outside of the signed attributes, to look it up by. */
  readonly namesSigner: (certificate: Certificate) => boolean
  readonly claims: SignatureClaims
  /** Carried along, from anyone: certificates, revocation lists and OCSP responses, DER. */
  readonly evidence: Evidence
  /** Time-stamps over the signature or over parts of it, in no order. */
  readonly timestamps: readonly CarriedTimestamp[]
  /** Evidence records (RFC 4998) that protect the signature. */
  readonly evidenceRecords: readonly CarriedRecord[]
  readonly counterSignatures: readonly SignatureObject[]
  /** The receipt of the act on the unit's record, as embedded: UTF-8 JSON. */
  readonly receipt?: Uint8Array
  /** What the form itself has against the signature; any of it is a FORMAT_FAILURE. */
  readonly formFaults: readonly string[]
  /** What lies beside the signed octets and is protected by nothing: told to whoever reads the report. */
  readonly unprotected: readonly Unprotected[]
  /** What else people see in the file, and what was put in since; absent: nothing. */
  readonly additions?: readonly Addition[]
}

/** One part of what was signed. */
export interface SignedContent {
  /** A file name, `document` where there is one only, or `revision 2 of 4`. */
  readonly name: string
  readonly algorithm: DigestName
  /** As the signature has it. */
  readonly digest: Uint8Array
  /** Of what is at hand; `absent`: the detached content was not given. */
  readonly state: 'matches' | 'differs' | 'absent'
}

/** What the signer says; it is signed, and true only as far as the signer is believed. */
export interface SignatureClaims {
  readonly signingTime?: Instant
  /** Dotted identifiers of commitment types. */
  readonly commitments: readonly string[]
  /** Claimed roles, in the signer's words. */
  readonly roles: readonly string[]
  readonly location?: string
  readonly reason?: string
  readonly contentType?: string
  /** Dotted identifier of a signature policy and its digest; an implied policy names none. */
  readonly policy?: { readonly oid: string; readonly algorithm?: DigestName; readonly digest?: Uint8Array }
  readonly authority?: AuthorityClaim
}

export interface Evidence {
  readonly certificates: readonly Uint8Array[]
  readonly lists: readonly Uint8Array[]
  /** OCSPResponse or BasicOCSPResponse. */
  readonly ocsp: readonly Uint8Array[]
}

/** A time-stamp as it is carried: what it must be over follows from where it stands. */
export interface CarriedTimestamp {
  readonly kind: 'content' | 'signature' | 'archive' | 'document'
  /** DER of the time-stamp token. */
  readonly token: Uint8Array
  /**
   * The digest the token's imprint must have; `undefined` where what it is over is not at hand or its own
   * form is broken.
   */
  imprint(algorithm: DigestName): Uint8Array | undefined
  /** `id`s of signatures and digests (hexadecimal SHA-256) of tokens that existed when it was made. */
  readonly covers: readonly string[]
  /** The validation material that it protects as well, DER. */
  readonly evidence: Evidence
}

/** An evidence record as it is carried. */
export interface CarriedRecord {
  /** DER EvidenceRecord (RFC 4998). */
  readonly record: Uint8Array
  /**
   * Digests of everything it must be over; `undefined` where something of it is not at hand, or its own form
   * is broken, or nobody here knows what it is over.
   */
  digests(algorithm: DigestName): readonly Uint8Array[] | undefined
  /** As of a time-stamp: what existed when the record began. */
  readonly covers: readonly string[]
}

/** Octets that nothing protects. */
export interface Unprotected {
  /** What they are, as `document security store` or `file times of the container`. */
  readonly what: string
  readonly octets: number
  /** Lower-case hexadecimal SHA-256 of them. */
  readonly digest: string
}
