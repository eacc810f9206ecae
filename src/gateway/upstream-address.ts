import { accept, type Result, refuse } from '#fault'

/** Where a service listens; `text` is its one spelling, by which connections are pooled. */
export type UpstreamAddress =
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number; readonly text: string }
  | { readonly kind: 'unix'; readonly path: string; readonly text: string }

export type UpstreamAddressFault = { readonly kind: 'upstream-address-malformed'; readonly text: string }

/** `sockaddr_un.sun_path` holds 108 bytes on Linux, one of them the final NUL. */
const socketPathBytesMax = 107
const portMax = 65_535

const tcpForm = /^tcp:\/\/([a-z0-9.-]{1,253}|\[[0-9a-f:.]{2,45}\]):([1-9]\d{0,4})$/
const unixForm = /^unix:(\/[^\0]*)$/

/** Reads `tcp://host:port` (lower case; IPv6 in brackets) or `unix:/absolute/path`. */
export function parseUpstreamAddress(text: string): Result<UpstreamAddress, UpstreamAddressFault> {
  const tcp = tcpForm.exec(text)
  const unix = unixForm.exec(text)
  const host = tcp?.[1]
  const port = Number(tcp?.[2])
  const path = unix?.[1]
  if (host !== undefined && port <= portMax) {
    return accept({ kind: 'tcp', host: host.replaceAll(/[[\]]/g, ''), port, text })
  }
  if (path !== undefined && Buffer.byteLength(path) <= socketPathBytesMax) {
    return accept({ kind: 'unix', path, text })
  }
  return refuse({ kind: 'upstream-address-malformed', text })
}
