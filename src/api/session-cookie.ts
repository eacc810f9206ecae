import type { FastifyRequest } from 'fastify'

/**
 * The prefix has browsers take it over TLS alone, from this very host and for its whole path, so that no
 * neighbouring host can put another in its place (RFC 6265bis §4.1.3.2).
 */
const cookieName = '__Host-chancery-session'

const attributes = 'Path=/; Secure; HttpOnly; SameSite=Strict'

/** The field that gives a browser its token; it ends with the browser's own session at the latest. */
export function cookieOf(token: string): string {
  return `${cookieName}=${token}; ${attributes}`
}

/** The field that has a browser forget it. */
export const cookieGone = `${cookieName}=; Max-Age=0; ${attributes}`

/** The token that a request brings; of several none counts: nobody can say which is the page's own. */
export function tokenIn({ headers }: FastifyRequest): string | undefined {
  const found = (headers.cookie ?? '').split(';').flatMap((pair) => {
    const at = pair.indexOf('=')
    return at >= 0 && pair.slice(0, at).trim() === cookieName ? [pair.slice(at + 1).trim()] : []
  })
  const [token, ...more] = found
  return token === undefined || token === '' || more.length > 0 ? undefined : token
}

/**
 * Whether a browser says that a page of this very address sent the request: by Fetch Metadata, which no page
 * can set, or else by the origin (RFC 6454). What says neither is no browser of these years, and is not
 * believed.
 */
export function isSameOrigin({ headers }: FastifyRequest): boolean {
  const { origin, host } = headers
  const site = headers['sec-fetch-site']
  if (site !== undefined) return site === 'same-origin'
  const own = URL.parse(`https://${host ?? ''}/`)
  return own !== null && own.origin === origin
}
