import { base64, fromBase64 } from '#bytes'
import { accept, type Result, refuse } from '#fault'

/** Why a text does not hold the PEM block (RFC 7468) asked for. */
export type PemFault =
  | { readonly kind: 'pem-too-large'; readonly charactersMax: number }
  /** `found` are the labels of the blocks that are there. */
  | { readonly kind: 'pem-missing'; readonly label: string; readonly found: readonly string[] }
  | { readonly kind: 'pem-several'; readonly label: string; readonly count: number }
  | { readonly kind: 'pem-malformed'; readonly label: string }

/** Room for the base64 of the largest list that is read (16 MiB), with its line ends. */
const pemCharactersMax = 24_000_000

/** RFC 7468 §2: the width of a line. */
const lineCharacters = 64

const block = /-----BEGIN ([A-Z0-9 ]{1,64})-----([^-]*)-----END \1-----/g

/** One block, lines of 64 characters, a line end after the last. */
export function pem(label: string, der: Uint8Array): string {
  const lines = base64(der).match(new RegExp(`.{1,${lineCharacters}}`, 'g')) ?? []
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n')
}

/** The one block with this label; text around it and blocks with other labels are passed over. */
export function fromPem(text: string, label: string): Result<Uint8Array, PemFault> {
  const blocks = allFromPem(text, label)
  if (!blocks.ok) return blocks
  const [first, ...more] = blocks.value
  if (!first || more.length > 0) return refuse({ kind: 'pem-several', label, count: blocks.value.length })
  return accept(first)
}

/** Every block with this label, in their order; at least one. */
export function allFromPem(text: string, label: string): Result<readonly Uint8Array[], PemFault> {
  if (text.length > pemCharactersMax)
    return refuse({ kind: 'pem-too-large', charactersMax: pemCharactersMax })
  const found: string[] = []
  const blocks: Uint8Array[] = []
  for (const [, name = '', body = ''] of text.matchAll(block)) {
    found.push(name)
    if (name !== label) continue
    const der = fromBase64(body.replace(/[ \t\r\n]/g, ''))
    if (!der.ok) return refuse({ kind: 'pem-malformed', label })
    blocks.push(der.value)
  }
  if (blocks.length === 0) return refuse({ kind: 'pem-missing', label, found })
  return accept(blocks)
}
