import { accept, type Result, refuse } from '#fault'

/** A request target that gate and upstream cannot read differently. */
export interface Target {
  /** Path and query as they go upstream, in origin form. */
  readonly origin: string
  /** Decoded segments of the path; `/` is one empty segment. Only the last may be empty. */
  readonly segments: readonly string[]
  /** Host of an absolute-form target; it stands in place of the Host field (RFC 9112 §3.2.2). */
  readonly authority: string | undefined
}

export type TargetFault = { readonly kind: 'target-malformed'; readonly reason: string }

/** More segments than any published pattern may have (`segmentsMax` of a route) mean nothing here. */
const segmentsMax = 64

/**
 * RFC 3986 §3.3 `pchar`, less `;`: some servers cut parameters off at it, so the path would have two
 * readings.
 */
const pathForm = /^(?:\/(?:[A-Za-z0-9._~!$&'()*+,=:@-]|%[0-9A-Fa-f]{2})*)+$/
/**
 * Wider than RFC 3986 §3.4: browsers leave a few more characters as they are. No routing hangs on the
 * query.
 */
const queryForm = /^[!-"$-~]*$/
const absoluteForm = /^https:\/\/([^/?#]+)(.*)$/i
const authorityForm = /^([A-Za-z0-9](?:[A-Za-z0-9.-]{0,252})|\[[0-9A-Fa-f:.]{2,45}\])(?::\d{1,5})?$/

/**
 * Reads origin form and absolute form (RFC 9112 §3.2); refuses whatever has more than one spelling or
 * reading.
 */
export function parseTarget(text: string): Result<Target, TargetFault> {
  if (text.charCodeAt(0) === slash) return parseOrigin(text, undefined)
  const absolute = absoluteForm.exec(text)
  if (!absolute) return malformed('it is neither a path nor an https address')
  const rest = absolute[2] ?? ''
  return parseOrigin(rest.startsWith('/') ? rest : `/${rest}`, absolute[1])
}

const slash = 0x2f

function parseOrigin(origin: string, authority: string | undefined): Result<Target, TargetFault> {
  const mark = origin.indexOf('?')
  const path = mark === -1 ? origin : origin.slice(0, mark)
  if (!pathForm.test(path))
    return malformed('the path has characters that must be percent-encoded or are not allowed')
  if (mark !== -1 && !queryForm.test(origin.slice(mark + 1))) {
    return malformed('the query has characters that must be percent-encoded')
  }
  const segments = path.slice(1).split('/')
  if (segments.length > segmentsMax) return malformed('the path has too many segments')
  const encoded = path.includes('%')
  for (const [index, raw] of segments.entries()) {
    const segment = encoded ? decodeSegment(raw) : raw
    if (segment === undefined) return malformed('the path has an escape that servers read differently')
    if (segment === '.' || segment === '..') return malformed('the path has a dot segment')
    if (segment === '' && index < segments.length - 1) return malformed('the path has an empty segment')
    if (encoded) segments[index] = segment
  }
  return accept({ origin, segments, authority })
}

/**
 * The text of one percent-encoded segment; `undefined` when it is not UTF-8 in normal form C, or hides a
 * separator, a control character, a path parameter or a second layer of encoding.
 */
function decodeSegment(raw: string): string | undefined {
  if (!raw.includes('%')) return raw
  const bytes = Buffer.from(unescapeLatin1(raw), 'latin1')
  const text = bytes.toString('utf8')
  if (!bytes.equals(Buffer.from(text, 'utf8')) || text.normalize('NFC') !== text) return undefined
  return /[/\\;\p{Cc}]|%[0-9A-Fa-f]{2}/u.test(text) ? undefined : text
}

function unescapeLatin1(raw: string): string {
  return raw.replaceAll(/%([0-9A-Fa-f]{2})/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 16)),
  )
}

/** Reads `host` or `host:port` (RFC 9110 §7.2); `undefined` when it is neither. */
export function parseHost(text: string): string | undefined {
  const host = authorityForm.exec(text)?.[1]
  return host?.toLowerCase()
}

function malformed(reason: string): Result<Target, TargetFault> {
  return refuse({ kind: 'target-malformed', reason })
}
