import { base64url, sha256 } from '#bytes'
import { accept, type Result, refuse } from '#fault'
import { domainOf } from '#identity'
import type { Bound, Vouched } from '#procedure'
import { isObject, type Party, permissionForm } from '#task'
import type { Speaker, State } from '#unit'
import { fromPem, parseSpiffeId } from '#x509'
import { journalTextCharactersMax } from './limits.ts'
import type { AskedSubject, Evaluation, QuestionFault } from './question.ts'

/** The types of subjects, and which parties are meant by each. */
export const subjectTypes: Readonly<Record<string, readonly Party['kind'][]>> = {
  user: ['person', 'visitor'],
  person: ['person'],
  visitor: ['visitor'],
}

/** A subject or resource, as §5.1 and §5.2 have it. */
export interface Entity {
  readonly type: string
  readonly id: string
}

/**
 * The party a subject names: a person by the id here, anybody by `id@domain` or by SPIFFE ID, where another
 * unit's domain means a visitor. `undefined` for whatever cannot be one; whether there is one it does not
 * say.
 */
export function partyNamed(state: State, { type, id }: Entity): Party | undefined {
  const kinds = Object.hasOwn(subjectTypes, type) ? subjectTypes[type] : undefined
  const own = domainOf(state)
  const { person, domain } = id.startsWith('spiffe://') ? bySpiffeId(id) : byAddress(id, own)
  if (person === '' || domain === '') return undefined
  const party: Party =
    domain === own ? { kind: 'person', id: person } : { kind: 'visitor', id: `${person}@${domain}` }
  return kinds?.includes(party.kind) ? party : undefined
}

interface Address {
  readonly person: string
  readonly domain: string
}

function byAddress(id: string, own: string): Address {
  const at = id.lastIndexOf('@')
  return at < 0 ? { person: id, domain: own } : { person: id.slice(0, at), domain: id.slice(at + 1) }
}

function bySpiffeId(text: string): Address {
  const read = parseSpiffeId(text)
  const [kind, person = '', ...more] = read.ok ? read.value.path : []
  if (!read.ok || kind !== 'person' || more.length > 0) return { person: '', domain: '' }
  return { person, domain: read.value.trustDomain }
}

/**
 * The same with what is told of the handshake. Who asks about himself is bound to the key of his own, unless
 * he names another.
 */
export function vouchedFor(
  party: Party,
  { properties = {} }: Pick<AskedSubject, 'properties'>,
  asker: Speaker,
): Result<Vouched, QuestionFault> {
  const { key, certificate, 'x5t#S256': told } = properties
  const der = certificate === undefined ? undefined : fromPem(certificate, 'CERTIFICATE')
  if (der && !der.ok) {
    const at = 'subject.properties.certificate'
    return refuse({ kind: 'access-question-malformed', at, problem: 'not one certificate in pem' })
  }
  const shown = der && base64url(sha256(der.value))
  if (shown !== undefined && told !== undefined && shown !== told) {
    const at = 'subject.properties.x5t#S256'
    return refuse({ kind: 'access-question-malformed', at, problem: 'not of the certificate beside it' })
  }
  const fingerprint = told ?? shown
  const named = key !== undefined || fingerprint !== undefined
  const own = isHimself(asker, party) && !named ? asker.key : key
  const bound: Bound = {
    ...(own !== undefined && { key: own }),
    ...(fingerprint !== undefined && { fingerprint }),
  }
  return accept({ party, bound })
}

/** Whether the party is who asks. */
export function isHimself({ kind, id }: Speaker, party: Party | undefined): boolean {
  return party !== undefined && kind === party.kind && id === party.id
}

/** Who is meant, for the journal: the party, or what was asked about when that can be none. */
export function subjectText(party: Party | undefined, { type, id }: Entity): string {
  return (party ? `${party.kind}/${party.id}` : `${type}:${id}`).slice(0, journalTextCharactersMax)
}

/** The object a resource stands for, `<type>/<id>` or, with no id, its type; `undefined` for no object. */
export function objectOf({ type, id }: Entity): string | undefined {
  const object = id === '' ? type : `${type}/${id}`
  return !type.includes('/') && isObject(object) ? object : undefined
}

/** An object as a resource: the type is its first segment. */
export function resourceOf(object: string): Entity {
  const cut = object.indexOf('/')
  return cut < 0 ? { type: object, id: '' } : { type: object.slice(0, cut), id: object.slice(cut + 1) }
}

/** A permission as an action on a resource of a type: without the type, where the type stands before it. */
export function actionOf(permission: string, type: string): Evaluation['action'] {
  const rest = permission.startsWith(`${type}.`) ? permission.slice(type.length + 1) : permission
  return { name: rest.includes('.') ? permission : rest }
}

/** The permission an action stands for: its name, or without a dot `<type>.<name>`. */
export function permissionOf({ name }: Evaluation['action'], type: string): string | undefined {
  const permission = name.includes('.') ? name : `${type}.${name}`
  return permissionForm.test(permission) ? permission : undefined
}
