import { problemOf } from '#api'
import type { Refusal } from '#unit'
import type { FetchFault } from './bundle-fetch-fault.ts'
import type { UnprovenFault } from './bundle-intake.ts'

/** What comes between this node and a bundle before it is judged. */
type WayFault =
  | FetchFault
  | UnprovenFault
  /** The store or the process failed at taking it in. */
  | { readonly kind: 'node-failed' }

type Words = {
  readonly [K in WayFault['kind']]: (fault: Extract<WayFault, { readonly kind: K }>) => string
}

const words: Words = {
  'url-refused': ({ url, rule }) =>
    `the address \`${url}\` is refused (${rule}): the agreement has to name another one`,
  unresolvable: ({ host, problem }) =>
    `no address was found for \`${host}\` (${problem}): ask whoever runs it, or your own resolver`,
  'address-refused': ({ address, range }) =>
    `\`${address}\` is a ${range} address: propose an agreement with \`--private-addresses\``,
  unreachable: ({ address, problem }) =>
    `nobody took the connection at \`${address}\` (${problem}): ask whether the other unit’s node runs`,
  'tls-failed': ({ problem }) => `TLS 1.3 could not be agreed upon (${problem})`,
  'server-certificate-malformed': ({ fault }) => `the server’s certificate cannot be read (${fault.kind})`,
  'server-not-recognised': ({ fault }) =>
    `the server’s key does not lead to the authority that the agreement names (${fault.kind}): somebody ` +
    'else answers there, or the other unit’s key was changed without a link',
  'server-undecided': ({ spent }) =>
    `whether the server belongs to the unit was not found out in the time allowed (${spent})`,
  'server-key-unfit': ({ extension }) => `the server’s certificate is not one for servers (${extension})`,
  'name-differs': ({ host, names }) => {
    const found = names.map((name) => `\`${name}\``).join(', ') || 'no name'
    const advice = 'the other unit has to name it among the `names` of its configuration'
    return `the server’s certificate is for ${found}, and not for \`${host}\`: ${advice}`
  },
  redirected: ({ status, to }) =>
    `it redirects (${status}) to ${to === undefined ? 'nowhere' : `\`${to}\``}, which is not followed: the ` +
    'agreement has to name the address itself',
  status: ({ status }) => `it answers with status ${status}`,
  'answer-malformed': ({ rule }) => `its answer is not HTTP/1.1 as it is wanted (${rule})`,
  encoded: ({ encoding }) => `its answer is encoded (\`${encoding}\`), which was not asked for`,
  'media-type': ({ mediaType }) =>
    `its answer is ${mediaType === undefined ? 'of no media type' : `\`${mediaType}\``} and not JSON`,
  'too-large': ({ what, bytesMax }) => `the ${what} of its answer has more than ${bytesMax} bytes`,
  'too-slow': ({ what, millisecondsMax }) => `it was too slow (${what}: ${millisecondsMax / 1000} s)`,
  'broken-off': ({ problem }) => `the connection ended before the answer did (${problem})`,
  'record-growth-unproven': ({ seen }) =>
    `it does not prove that the other unit’s record has grown from the ${seen} entries seen before: ask ` +
    'whoever runs it whether the record was set back',
  stopped: () => 'it was not waited for',
  'node-failed': () => 'this node could not take it in: see its log',
}

/** Why there is no new bundle of a followed unit, in a sentence. */
export function tellFetch(fault: Refusal): string {
  if (!Object.hasOwn(words, fault.kind)) return problemOf(fault)?.detail ?? fault.kind
  const known = fault as WayFault
  return (words[known.kind] as (fault: WayFault) => string)(known)
}
