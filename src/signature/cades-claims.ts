import {
  type Attribute,
  attributeOid,
  attributesNamed,
  type CmsFault,
  readAuthority,
  readCommitment,
  readContentHints,
  readMimeType,
  readSignaturePolicy,
  readSignerLocation,
  readSignerRoles,
  readSigningCertificate,
  readSigningTime,
  readSingle,
  type SignerLocation,
} from '#cms'
import type { Result } from '#fault'
import { cmsWords } from './cms-problem.ts'
import type { CertificateReference, SignatureClaims } from './object.ts'

/** What the signed attributes say, and what is wrong with them. */
export interface ReadClaims {
  readonly claims: SignatureClaims
  readonly signingCertificate?: CertificateReference
  readonly faults: readonly string[]
}

/** Reads what a signer claims; an attribute that cannot be read is a fault, one not known is passed over. */
export function readClaims(attributes: readonly Attribute[]): ReadClaims {
  const faults: string[] = []
  const taken = <T>(result: Result<T, CmsFault>): T | undefined => {
    if (result.ok) return result.value
    faults.push(cmsWords(result.fault))
    return undefined
  }
  const single = <T>(oid: string, read: (value: Uint8Array) => Result<T, CmsFault>): T | undefined =>
    taken(readSingle(attributes, oid, read))
  const several = <T>(oid: string, read: (value: Uint8Array) => Result<T, CmsFault>): readonly T[] =>
    attributesNamed(attributes, oid).flatMap(({ values }) =>
      values.flatMap((value) => {
        const one = taken(read(value))
        return one === undefined ? [] : [one]
      }),
    )
  const signingTime = single(attributeOid.signingTime, readSigningTime)
  const place = single(attributeOid.signerLocation, readSignerLocation)
  const location = place && placeText(place)
  const contentType =
    single(attributeOid.mimeType, readMimeType) ??
    single(attributeOid.contentHints, readContentHints)?.description
  const policy = policyClaim(single(attributeOid.sigPolicyId, readSignaturePolicy))
  const authority = single(attributeOid.chanceryAuthority, readAuthority)
  const signingCertificate = taken(readSigningCertificate(attributes))
  return {
    claims: {
      ...(signingTime === undefined ? {} : { signingTime }),
      commitments: several(attributeOid.commitmentType, readCommitment),
      roles: several(attributeOid.signerAttributesV2, readSignerRoles).flat(),
      ...(location === undefined ? {} : { location }),
      ...(contentType === undefined ? {} : { contentType }),
      ...(policy ? { policy } : {}),
      ...(authority ? { authority } : {}),
    },
    ...(signingCertificate ? { signingCertificate } : {}),
    faults,
  }
}

function placeText({ postalAddress = [], locality, country }: SignerLocation): string {
  return [...postalAddress, locality, country].filter((part) => part !== undefined).join(', ')
}

type Policy = Extract<ReturnType<typeof readSignaturePolicy>, { readonly ok: true }>['value']

function policyClaim(policy: Policy | undefined): SignatureClaims['policy'] {
  return policy?.kind === 'named' ? { oid: policy.oid, ...policy.digest } : undefined
}
