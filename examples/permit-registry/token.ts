import { createPublicKey, verify, type webcrypto } from 'node:crypto'

type JsonWebKey = webcrypto.JsonWebKey

/** What the gate says of a request, once its signature has been checked. */
export interface Claims {
  /** SPIFFE ID of the person. */
  readonly sub: string
  readonly offices: readonly string[]
  readonly case: string
  readonly step: string
  readonly permission: string
  readonly object: string
}

/** Members of the token's head (RFC 7515 §4.1). */
interface Header {
  readonly alg: string
  readonly kid: string
}

interface SignedClaims extends Claims {
  readonly aud: string
  /** Seconds since 1970. */
  readonly exp: number
}

/** Checks the gate's tokens against the keys the unit publishes; of Chancery it knows that address. */
export class TokenChecker {
  readonly #keysUrl: string
  readonly #audience: string
  #keys: readonly (JsonWebKey & { readonly kid?: string })[] = []

  constructor(keysUrl: string, audience: string) {
    this.#keysUrl = keysUrl
    this.#audience = audience
  }

  /** The claims of a good token; `undefined` for every other text. */
  async check(token: string | undefined): Promise<Claims | undefined> {
    const [head = '', body = '', signature = '', ...rest] = (token ?? '').split('.')
    if (rest.length > 0) return undefined
    const header = json(head) as Header | undefined
    if (header?.alg !== 'ES256') return undefined
    const key = await this.#key(header.kid)
    if (!key) return undefined
    const input = Buffer.from(`${head}.${body}`)
    const publicKey = createPublicKey({ key, format: 'jwk' })
    const bytes = Buffer.from(signature, 'base64url')
    if (!verify('sha256', input, { key: publicKey, dsaEncoding: 'ieee-p1363' }, bytes)) return undefined
    const claims = json(body) as SignedClaims | undefined
    const now = Date.now() / 1000
    return claims && claims.exp >= now && claims.aud === this.#audience ? claims : undefined
  }

  /** An unknown key identifier is looked up once more, because the unit may have a new key. */
  async #key(kid: string): Promise<JsonWebKey | undefined> {
    const known = this.#keys.find((key) => key.kid === kid)
    if (known) return known
    const response = await fetch(this.#keysUrl)
    if (!response.ok) return undefined
    const { keys } = (await response.json()) as { readonly keys: readonly (JsonWebKey & { kid?: string })[] }
    this.#keys = keys
    return keys.find((key) => key.kid === kid)
  }
}

/** What is in a part of a token; the gate signed it, so that its form need not be looked at. */
function json(part: string): object | undefined {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString('utf8')) as object
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    return undefined
  }
}
