import { utf8 } from '#bytes'
import { type Clock, type Duration, type Instant, isoInstant, minute, second } from '#clock'
import type { Signer } from '#crypto'
import { accept, certain, type Result, refuse, sure } from '#fault'
import { callerFault, callerOf, type Caller as IdentityCaller, unitProfile } from '#identity'
import { officesCounted } from '#organization'
import { findGrant } from '#procedure'
import { type VisitorCaller, visitorAgain, visitorCaller } from '#recognition'
import type { Log } from '#record'
import type { StepGrant } from '#task'
import type { Speaker, State } from '#unit'
import type {
  AccessEntry,
  Caller,
  CallerFault,
  Credentials,
  Decision,
  Gatekeeper,
  Grant,
  PublishedService,
  UseFault,
} from './gatekeeper.ts'
import { JournalGroups } from './journal-groups.ts'
import { compileRoutes } from './route.ts'
import { gatePrincipalId, type ServiceRow, serviceAt } from './state.ts'
import { signToken, type TokenSubject } from './token.ts'
import { parseUpstreamAddress } from './upstream-address.ts'

/** A token serves no longer than this, even while its epoch holds. */
const tokenLifetimeMilliseconds: Duration = minute

/** What the gate's keeper is made of. */
export interface KeeperOptions {
  /** The durable state; a new object after every entry. */
  state(): State
  readonly clock: Clock
  /** Whether the node serves at all. */
  admitting(): boolean
  /** Puts the use of a counted grant on the record; resolves when durable. */
  recordUse(grant: StepGrant): Promise<Result<void, UseFault>>
  /** Signs the tokens for services. */
  readonly tokenSigner: Signer
  readonly journal: Log
  credentials(): Credentials | undefined
}

/** Somebody of this unit, by the path to the certificate; or of another, as received by the record. */
type KnownCaller = Caller & ({ readonly identity: IdentityCaller } | { readonly visitor: VisitorCaller })

interface KnownGrant extends Grant {
  readonly source: StepGrant
}

interface KeptToken {
  readonly text: string
  readonly audience: string
  readonly offices: readonly string[]
  readonly staleAt: Instant
}

/**
 * The gate's questions answered from the unit's state. Owns caches of facts derived from immutable rows only.
 */
export class Keeper implements Gatekeeper {
  readonly #options: KeeperOptions
  readonly #groups: JournalGroups
  readonly #services = new WeakMap<ServiceRow, PublishedService>()
  readonly #grants = new WeakMap<StepGrant, KnownGrant>()
  readonly #tokens = new WeakMap<Grant, KeptToken>()

  constructor(options: KeeperOptions) {
    this.#options = options
    this.#groups = new JournalGroups(options.journal)
  }

  now(): Instant {
    return this.#options.clock.now()
  }

  epoch(): object {
    return this.#options.state()
  }

  admitting(): boolean {
    return this.#options.admitting()
  }

  identify(leafDer: Uint8Array): Result<Caller, CallerFault> {
    const state = this.#options.state()
    const found = callerOf(state, leafDer, this.now())
    if (found.ok) return accept(known(found.value))
    if (found.fault.kind !== 'certificate-not-recorded') return refuse(refusedCaller(found.fault.kind))
    const visitor = visitorCaller(state, leafDer, this.now())
    if (visitor.ok) return accept(visiting(visitor.value))
    return refuse(refusedCaller(visitor.fault.kind))
  }

  reidentify(caller: Caller): Result<Caller, CallerFault> {
    const state = this.#options.state()
    const before = knownIn(caller)
    if ('visitor' in before) {
      const again = visitorAgain(state, before.visitor, this.now())
      return again.ok ? accept(visiting(again.value)) : refuse(refusedCaller(again.fault.kind))
    }
    const fault = callerFault(state, before.identity, this.now())
    return fault ? refuse(refusedCaller(fault.kind)) : accept(caller)
  }

  service(host: string): PublishedService | undefined {
    const row = serviceAt(this.#options.state(), host)
    if (!row) return undefined
    const ready = this.#services.get(row)
    if (ready) return ready
    const service: PublishedService = {
      id: row.service,
      upstream: sure(parseUpstreamAddress(row.upstream), 'a published upstream'),
      routes: sure(compileRoutes(row.routes), 'published routes'),
      strict: row.strict,
      suspended: row.suspended !== undefined,
      proxy: row.proxy,
    }
    this.#services.set(row, service)
    return service
  }

  decide(caller: Caller, _service: PublishedService, permission: string, object: string): Decision {
    const { kind, id, key } = speakerIn(caller)
    if (kind !== 'person' && kind !== 'visitor') return { allowed: false, permission, object, openSteps: [] }
    const visitor = kind === 'visitor'
    const asked = { person: id, visitor, key, permission, object, time: this.now() }
    const found = findGrant(this.#options.state(), asked)
    if (found.ok) return this.#grantOf(found.value)
    return { allowed: false, permission, object, openSteps: found.fault.openSteps }
  }

  use(_caller: Caller, grant: Grant): Promise<Result<void, UseFault>> {
    return this.#options.recordUse((grant as KnownGrant).source)
  }

  token(caller: Caller, service: PublishedService, grant: Grant): string {
    const state = this.#options.state()
    const now = this.now()
    const who = knownIn(caller)
    const offices = 'visitor' in who ? who.visitor.row.offices : officesCounted(state, speakerIn(who).id)
    const kept = this.#tokens.get(grant)
    if (kept && kept.audience === service.id && kept.offices === offices && now < kept.staleAt)
      return kept.text
    const { domain } = certain(unitProfile(state), 'the unit')
    // The token tells its end in whole seconds, so that is its end here as well.
    const end = Math.min(now + tokenLifetimeMilliseconds, grant.validUntil, caller.validUntil)
    const subject: TokenSubject = {
      issuer: `spiffe://${domain}/service/${gatePrincipalId}`,
      ...subjectOf(who, domain, offices),
      audience: `spiffe://${domain}/service/${service.id}`,
      case: grant.case,
      step: grant.step,
      epoch: grant.epoch,
      permission: grant.permission,
      object: grant.object,
      issuedAt: now,
      expiresAt: end - (end % second),
    }
    const text = signToken(subject, this.#options.tokenSigner)
    // A second before it expires, so that it never expires on its way.
    this.#tokens.set(grant, { text, audience: service.id, offices, staleAt: subject.expiresAt - second })
    return text
  }

  journal(entry: AccessEntry, waits: boolean): Promise<void> {
    const bytes = utf8(JSON.stringify({ v: 1, ...entry, at: isoInstant(entry.at) }))
    return this.#groups.append(bytes, waits)
  }

  credentials(_serverName: string | undefined): Credentials | undefined {
    return this.#options.credentials()
  }

  #grantOf(source: StepGrant): KnownGrant {
    const ready = this.#grants.get(source)
    if (ready) return ready
    const {
      case: id,
      step,
      epoch,
      permission,
      object,
      counted = false,
      deadline = Number.MAX_SAFE_INTEGER,
    } = source
    const grant: KnownGrant = {
      allowed: true,
      case: id,
      step,
      epoch,
      permission,
      object,
      counted,
      validUntil: deadline,
      source,
    }
    this.#grants.set(source, grant)
    return grant
  }
}

function known(identity: IdentityCaller): KnownCaller {
  const { speaker, notAfter } = identity
  const kind = speaker.kind === 'node' ? 'service' : speaker.kind
  return {
    principal: `${kind}/${speaker.id}`,
    certificateSerial: speaker.serial,
    key: speaker.key,
    validUntil: notAfter,
    identity,
  }
}

function visiting(visitor: VisitorCaller): KnownCaller {
  const { visitor: id, unit, serial, until } = visitor.row
  // Another unit chooses its serials: with one of ours it must not use up what one of ours may have open.
  const certificateSerial = `${serial}@${unit}`
  const { key } = visitor.speaker
  return { principal: `visitor/${id}`, certificateSerial, key, validUntil: until, visitor }
}

/** Every caller the gate holds was made by `identify` above. */
function knownIn(caller: Caller): KnownCaller {
  return caller as KnownCaller
}

function speakerIn(caller: Caller): Speaker {
  const known = knownIn(caller)
  return 'visitor' in known ? known.visitor.speaker : known.identity.speaker
}

/** A visitor is told by the name his own unit gave, with offices that cannot be taken for this unit's. */
function subjectOf(
  who: KnownCaller,
  domain: string,
  offices: readonly string[],
): Pick<TokenSubject, 'subject' | 'offices'> {
  if (!('visitor' in who)) return { subject: `spiffe://${domain}/${who.principal}`, offices }
  const { unit, person } = who.visitor.row
  return {
    subject: `spiffe://${unit}/person/${person}`,
    offices: offices.map((office) => `${office}@${unit}`),
  }
}

const reasons: Readonly<Record<string, string>> = {
  'certificate-unreadable': 'it cannot be read',
  'certificate-not-recorded': 'this unit did not issue it',
  'path-refused': 'no path leads from this unit’s authority to it',
  'path-unknown': 'no path from this unit’s authority to it was found in the time allowed',
  'certificate-revoked': 'it has been revoked; ask the registrar for a new one',
  'certificate-expired': 'it has expired; renew it',
  'certificate-not-yet-valid': 'it is not valid yet; check the clock',
  'key-unknown': 'this unit does not know its key',
  'visitor-unknown': 'this unit did not issue it, and received nobody with it: visit first',
  'visit-over': 'the visit is over: visit again with a new statement of your unit',
}

function refusedCaller(kind: string): CallerFault {
  return { kind: 'certificate-refused', reason: reasons[kind] ?? 'it does not count' }
}
