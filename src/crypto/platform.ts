import { accept, type Result, refuse } from '#fault'

/** That the platform's cryptography could not read what it was given; `code` is its own name for why. */
export interface PlatformFault {
  readonly kind: 'platform-refused'
  readonly code: string
}

/** What the platform says where it gives no code. */
const codeless =
  /^(?:Failed to read asymmetric key|Unsupported state or unable to authenticate data|error:.*)$/

/**
 * Runs a call that reads foreign bytes and turns the platform's refusal of them into a fault. The platform
 * reports those as errors of OpenSSL (`ERR_OSSL_…`) or of its own readers (`ERR_CRYPTO_…`, a missing
 * passphrase, or no code at all); anything else is a bug and passes on.
 */
export function fromPlatform<T>(read: () => T): Result<T, PlatformFault> {
  try {
    return accept(read())
  } catch (error) {
    const code = refusalCode(error)
    if (code === undefined) throw error
    return refuse({ kind: 'platform-refused', code })
  }
}

function refusalCode(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined
  const code = 'code' in error ? error.code : undefined
  if (code === undefined) {
    return codeless.test(error.message) ? error.message : undefined
  }
  return typeof code === 'string' && /^ERR_(?:OSSL|CRYPTO)_|^ERR_MISSING_PASSPHRASE$/.test(code)
    ? code
    : undefined
}
