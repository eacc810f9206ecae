import { type Duration, day, type Instant, second } from '#clock'
import type { Random, Signer } from '#crypto'
import { certain, sure } from '#fault'
import {
  authorityContent,
  type Certificate,
  issuingContent,
  linkContent,
  parseCertificate,
  parseSpiffeId,
  serialBytesMin,
  writeCertificate,
} from '#x509'
import { backdateMilliseconds } from './certificates.ts'

/** The authority key lies in a safe and signs a few times in its life; the issuing key works every day. */
export const authorityLifetimeMilliseconds: Duration = 20 * 365 * day
export const issuingLifetimeMilliseconds: Duration = 5 * 365 * day

/** Everything that one rollover of the authority key certifies. */
export interface RolloverCertificates {
  /** Of the new key, self-signed, under the unit's one authority name. */
  readonly authority: Certificate
  /** RFC 4210 §4.4: the new key certified by the old one. */
  readonly newWithOld: Certificate
  /** RFC 4210 §4.4: the old key certified by the new one. */
  readonly oldWithNew: Certificate
  /** The issuing key the unit has already, under the new authority. */
  readonly issuing: Certificate
}

/** What a rollover is made from, beside the safe. */
export interface RolloverMaking {
  /** The newest authority certificate until now. */
  readonly old: Certificate
  readonly oldKey: Signer
  readonly newKey: Signer
  /** The newest issuing certificate. */
  readonly issuing: Certificate
  readonly time: Instant
  readonly random: Random
}

/** Makes what `authority.propose-rollover` brings onto the record; both private keys are needed for it. */
export function rolloverCertificates(making: RolloverMaking): RolloverCertificates {
  const { old, oldKey, newKey, issuing, time, random } = making
  const wholeSecond = time - (time % second)
  const notBefore = wholeSecond - backdateMilliseconds
  const domain = domainIn(old)
  const serial = (): Uint8Array => random.bytes(serialBytesMin)
  const authority = written(
    authorityContent({
      name: old.subject,
      domain,
      spki: newKey.publicKey.spki,
      serial: serial(),
      notBefore,
      notAfter: wholeSecond + authorityLifetimeMilliseconds,
    }),
    newKey,
  )
  const issuingEnd = Math.max(issuing.notAfter, wholeSecond + issuingLifetimeMilliseconds)
  return {
    authority,
    newWithOld: written(linkContent({ subject: authority, issuer: old, serial: serial() }), oldKey),
    oldWithNew: written(linkContent({ subject: old, issuer: authority, serial: serial() }), newKey),
    issuing: written(
      issuingContent({
        name: issuing.subject,
        domain,
        issuer: authority,
        spki: issuing.spki,
        serial: serial(),
        notBefore,
        notAfter: Math.min(issuingEnd, authority.notAfter),
      }),
      newKey,
    ),
  }
}

/** The domain that an authority certificate of a unit names. */
function domainIn({ subjectAltName }: Certificate): string {
  const uri = subjectAltName?.find(({ kind }) => kind === 'uri')
  const text = certain(uri?.kind === 'uri' ? uri.value : undefined, 'the name of an authority')
  return sure(parseSpiffeId(text), 'the name of an authority').trustDomain
}

function written(content: Parameters<typeof writeCertificate>[0], signer: Signer): Certificate {
  return sure(parseCertificate(writeCertificate(content, signer)), 'a certificate just written')
}
