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

/**
 * Checks the gate's tokens against the keys the unit publishes; knows nothing of Chancery but that address.
 */
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
    const header = json(head)
    if (header?.['alg'] !== 'ES256') return undefined
    const key = await this.#key(String(header['kid']))
    if (!key) return undefined
    const input = Buffer.from(`${head}.${body}`)
    const publicKey = createPublicKey({ key, format: 'jwk' })
    const bytes = Buffer.from(signature, 'base64url')
    if (!verify('sha256', input, { key: publicKey, dsaEncoding: 'ieee-p1363' }, bytes)) return undefined
    const claims = json(body)
    const now = Date.now() / 1000
    if (!claims || Number(claims['exp']) < now || claims['aud'] !== this.#audience) return undefined
    return { ...claims } as Claims & Record<string, unknown>
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

function json(part: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString('utf8')) as Record<string, unknown>
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    return undefined
  }
}
