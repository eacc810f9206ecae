import { type Instant, second } from '#clock'
import { type Signer, signJws } from '#crypto'

/** What a service is told about a request, beside the certificate. */
export interface TokenSubject {
  /** SPIFFE IDs. */
  readonly issuer: string
  readonly subject: string
  readonly audience: string
  readonly offices: readonly string[]
  readonly case: string
  readonly step: string
  readonly epoch: number
  readonly permission: string
  readonly object: string
  readonly issuedAt: Instant
  readonly expiresAt: Instant
}

/** A JSON Web Token (RFC 7519) with the registered claims and those of the grant, in compact form. */
export function signToken(token: TokenSubject, signer: Signer): string {
  const payload = JSON.stringify({
    iss: token.issuer,
    sub: token.subject,
    aud: token.audience,
    iat: Math.floor(token.issuedAt / second),
    exp: Math.floor(token.expiresAt / second),
    offices: token.offices,
    case: token.case,
    step: token.step,
    epoch: token.epoch,
    permission: token.permission,
    object: token.object,
  })
  return signJws({ typ: 'JWT' }, payload, signer)
}
