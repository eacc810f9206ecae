import { isIP } from 'node:net'
import { accept, type Result, refuse } from '#fault'
import { isDnsName } from '#x509'
import { evidence, type FetchFault, type UrlRule } from './bundle-fetch-fault.ts'

/** Where a bundle is fetched from, as its URL says. */
export interface FetchTarget {
  /** A DNS name in lower case, or an address without brackets. */
  readonly host: string
  readonly isAddress: boolean
  readonly port: number
  /** The `Host` field (RFC 9110 §7.2): without the port when it is the usual one. */
  readonly authority: string
  /** Path and query. */
  readonly path: string
}

/** RFC 9110 §4.1 asks for 8,000 octets; a well-known path on a host name needs under 300. */
const urlCharactersMax = 2048

const httpsPort = 443

/**
 * Reads an `https:` URL. What the URL standard would mend or drop in silence (space, backslash, user
 * information, fragment) is refused, so that what an agreement names is what is asked for.
 */
export function parseFetchTarget(text: string): Result<FetchTarget, FetchFault> {
  const url = URL.parse(text)
  const rule = url ? brokenRule(text, url) : 'malformed'
  if (!url || rule) return refuse({ kind: 'url-refused', url: evidence(text), rule: rule ?? 'malformed' })
  const host = hostOf(url)
  return accept({
    host,
    isAddress: isIP(host) !== 0,
    port: url.port === '' ? httpsPort : Number(url.port),
    authority: url.host,
    path: `${url.pathname}${url.search}`,
  })
}

function brokenRule(text: string, url: URL): UrlRule | undefined {
  if (text.length > urlCharactersMax) return 'too-long'
  if (url.protocol !== 'https:') return 'not-https'
  const authority = /^https:\/\/([^/?#]+)/i.exec(text)?.[1]
  if (authority === undefined || !/^[!-[\]-~]+$/.test(text)) return 'malformed'
  if (authority.includes('@')) return 'user-info'
  if (text.includes('#')) return 'fragment'
  if (url.port === '0') return 'port'
  const host = hostOf(url)
  // A name that ends in a period is another spelling of one that certificates have without it.
  if (isIP(host) === 0 && (!isDnsName(host) || host.startsWith('*'))) return 'host'
  return undefined
}

function hostOf(url: URL): string {
  return url.hostname.replaceAll(/[[\]]/g, '')
}
