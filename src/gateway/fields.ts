import { accept, type Result, refuse } from '#fault'

/** What the field lines of a message say to the gate, and those of them that go on to the other side. */
export interface Fields {
  /**
   * End-to-end field lines as they came, each with its line end; what the gate writes itself is not among
   * them.
   */
  readonly lines: string
  readonly host: string | undefined
  readonly length: number | undefined
  readonly chunked: boolean
  readonly close: boolean
  readonly connectionUpgrade: boolean
  readonly upgrade: string | undefined
  readonly webSocketVersion: string | undefined
  readonly expect: string | undefined
  readonly accept: string | undefined
}

export type FieldsFault =
  | { readonly kind: 'field-malformed'; readonly line: number }
  | { readonly kind: 'field-repeated'; readonly name: string }
  | { readonly kind: 'fields-too-many'; readonly max: number }
  | { readonly kind: 'length-malformed' }
  | { readonly kind: 'coding-unknown' }

/**
 * What a field is to the gate. `hop` and `reserved` are dropped: the first concern one connection only (RFC
 * 9110 §7.6.1), the second say what only the gate may say. The others are read; `host`, `length`, `coding`,
 * `connection` and `upgrade` are written anew.
 */
type Role =
  | 'host'
  | 'length'
  | 'coding'
  | 'connection'
  | 'upgrade'
  | 'web-socket-version'
  | 'expect'
  | 'accept'
  | 'hop'
  | 'reserved'

export type FieldRoles = ReadonlyMap<string, Role>

const commonRoles: readonly (readonly [string, Role])[] = [
  ['content-length', 'length'],
  ['transfer-encoding', 'coding'],
  ['connection', 'connection'],
  ['upgrade', 'upgrade'],
  ['keep-alive', 'hop'],
  ['proxy-connection', 'hop'],
  ['proxy-authenticate', 'hop'],
  ['proxy-authorization', 'hop'],
  ['proxy-authentication-info', 'hop'],
  ['te', 'hop'],
  ['trailer', 'hop'],
  ['http2-settings', 'hop'],
  ['client-cert', 'reserved'],
  ['client-cert-chain', 'reserved'],
  ['chancery-token', 'reserved'],
]

export const responseRoles: FieldRoles = new Map(commonRoles)

export const requestRoles: FieldRoles = new Map([
  ...commonRoles,
  ['host', 'host'],
  ['sec-websocket-version', 'web-socket-version'],
  ['expect', 'expect'],
  ['accept', 'accept'],
  // Who calls, and from where, in the words of other proxies.
  ['forwarded', 'reserved'],
  ['x-real-ip', 'reserved'],
  ['x-client-ip', 'reserved'],
  ['x-cluster-client-ip', 'reserved'],
  ['true-client-ip', 'reserved'],
  ['cf-connecting-ip', 'reserved'],
  ['x-client-cert', 'reserved'],
  ['x-remote-user', 'reserved'],
  ['remote-user', 'reserved'],
  // Fields by which frameworks let a caller change method, host or path after the gate has decided on them.
  ['x-http-method', 'reserved'],
  ['x-http-method-override', 'reserved'],
  ['x-method-override', 'reserved'],
  ['x-original-url', 'reserved'],
  ['x-rewrite-url', 'reserved'],
  ['x-original-host', 'reserved'],
  ['x-host', 'reserved'],
  // CGI turns it into HTTP_PROXY.
  ['proxy', 'reserved'],
])

/** Families of names that are reserved by their beginning. */
const reservedPrefixes = ['x-forwarded-', 'x-ssl-client', 'ssl-client', 'chancery-']

/**
 * Bytes a field name may have (RFC 9110 §5.6.2 token): 1 for lower-case letters, digits and `-`, 2 for
 * capitals, 4 for the rest.
 */
const nameBytes = classify([
  ['0123456789abcdefghijklmnopqrstuvwxyz-', 1],
  ['ABCDEFGHIJKLMNOPQRSTUVWXYZ', 2],
  ["!#$%&'*+.^_`|~", 4],
])
const capital = 2
const odd = 4

/** 999 TB; longer numbers would leave what a double counts exactly. */
const lengthForm = /^\d{1,15}$/

interface Draft {
  lines: string
  host: string | undefined
  length: number | undefined
  chunked: boolean
  close: boolean
  connectionUpgrade: boolean
  upgrade: string | undefined
  webSocketVersion: string | undefined
  expect: string | undefined
  accept: string | undefined
  /** Fields that `Connection` declares to be of this hop only. */
  named: Set<string> | undefined
}

/** Reads the field lines of `text` from `from` to its end, in one walk. */
export function readFields(
  text: string,
  from: number,
  roles: FieldRoles,
  fieldsMax: number,
): Result<Fields, FieldsFault> {
  const draft = emptyDraft()
  let at = from
  let keptFrom = from
  for (let count = 1; at < text.length; count++) {
    if (count > fieldsMax) return refuse({ kind: 'fields-too-many', max: fieldsMax })
    const lineStart = at
    let seen = 0
    let code = text.charCodeAt(at)
    while (code !== colon) {
      const kind = nameBytes[code] ?? 0
      if (kind === 0) return refuse({ kind: 'field-malformed', line: count })
      seen |= kind
      code = text.charCodeAt(++at)
    }
    const nameEnd = at
    if (nameEnd === lineStart) return refuse({ kind: 'field-malformed', line: count })
    code = text.charCodeAt(++at)
    while (code >= space ? code !== del : code === tab) code = text.charCodeAt(++at)
    if (code !== carriageReturn || text.charCodeAt(at + 1) !== lineFeed) {
      return refuse({ kind: 'field-malformed', line: count })
    }
    const valueEnd = at
    at += 2
    const raw = text.slice(lineStart, nameEnd)
    const name = seen & capital ? raw.toLowerCase() : raw
    const role = roles.get(name) ?? (isReserved(name, (seen & odd) !== 0, roles) ? 'reserved' : undefined)
    if (role === undefined) continue
    const fault = applyRole(draft, role, name, text, nameEnd + 1, valueEnd)
    if (fault) return refuse(fault)
    if (passedOn(role)) continue
    draft.lines += text.slice(keptFrom, lineStart)
    keptFrom = at
  }
  draft.lines += text.slice(keptFrom, at)
  if (draft.named) draft.lines = withoutNamed(draft.lines, draft.named)
  return accept(draft)
}

const colon = 0x3a
const space = 0x20
const tab = 0x09
const del = 0x7f
const carriageReturn = 0x0d
const lineFeed = 0x0a

function passedOn(role: Role): boolean {
  return role === 'expect' || role === 'accept' || role === 'web-socket-version'
}

/**
 * Whether a name is reserved by its beginning, or only looks different: CGI and what follows it read `_`
 * (some: any odd character) as `-`.
 */
function isReserved(name: string, hasOdd: boolean, roles: FieldRoles): boolean {
  const plain = hasOdd ? name.replaceAll(/[^a-z0-9-]/g, '-') : name
  if (hasOdd && roles.has(plain)) return true
  const first = plain.charCodeAt(0)
  if (first !== letterX && first !== letterS && first !== letterC) return false
  return roles === requestRoles && reservedPrefixes.some((prefix) => plain.startsWith(prefix))
}

const letterC = 0x63
const letterS = 0x73
const letterX = 0x78

function applyRole(
  draft: Draft,
  role: Role,
  name: string,
  text: string,
  from: number,
  to: number,
): FieldsFault | undefined {
  if (role === 'hop' || role === 'reserved') return undefined
  const value = withoutSpace(text, from, to)
  switch (role) {
    case 'host':
      if (draft.host !== undefined) return { kind: 'field-repeated', name }
      draft.host = value
      return undefined
    case 'length':
      if (draft.length !== undefined) return { kind: 'field-repeated', name }
      if (!lengthForm.test(value)) return { kind: 'length-malformed' }
      draft.length = Number(value)
      return undefined
    case 'coding':
      if (draft.chunked) return { kind: 'field-repeated', name }
      if (value.toLowerCase() !== 'chunked') return { kind: 'coding-unknown' }
      draft.chunked = true
      return undefined
    case 'connection':
      return readConnection(draft, value)
    case 'upgrade':
      draft.upgrade =
        draft.upgrade === undefined ? value.toLowerCase() : `${draft.upgrade},${value.toLowerCase()}`
      return undefined
    case 'web-socket-version':
      draft.webSocketVersion = value
      return undefined
    case 'expect':
      draft.expect = value.toLowerCase()
      return undefined
    case 'accept':
      draft.accept = draft.accept === undefined ? value : `${draft.accept},${value}`
      return undefined
    default:
      return role satisfies never
  }
}

/** The value without the optional white space around it (RFC 9110 §5.6.3: space and tab, nothing else). */
function withoutSpace(text: string, from: number, to: number): string {
  let start = from
  let end = to
  while (start < end && isSpace(text.charCodeAt(start))) start++
  while (end > start && isSpace(text.charCodeAt(end - 1))) end--
  return text.slice(start, end)
}

function isSpace(code: number): boolean {
  return code === space || code === tab
}

function readConnection(draft: Draft, value: string): undefined {
  for (const part of value.toLowerCase().split(',')) {
    const option = withoutSpace(part, 0, part.length)
    if (option === 'close') draft.close = true
    else if (option === 'upgrade') draft.connectionUpgrade = true
    else if (option !== 'keep-alive' && option !== '') {
      draft.named ??= new Set()
      draft.named.add(option)
    }
  }
  return undefined
}

function withoutNamed(lines: string, named: ReadonlySet<string>): string {
  const kept = lines.split('\r\n').filter((line) => {
    const name = line.slice(0, Math.max(0, line.indexOf(':'))).toLowerCase()
    return !named.has(name)
  })
  return kept.join('\r\n')
}

function emptyDraft(): Draft {
  return {
    lines: '',
    host: undefined,
    length: undefined,
    chunked: false,
    close: false,
    connectionUpgrade: false,
    upgrade: undefined,
    webSocketVersion: undefined,
    expect: undefined,
    accept: undefined,
    named: undefined,
  }
}

function classify(classes: readonly (readonly [string, number])[]): Uint8Array {
  const table = new Uint8Array(256)
  for (const [characters, kind] of classes) {
    for (const character of characters) table[character.charCodeAt(0)] = kind
  }
  return table
}
