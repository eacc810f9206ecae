import { utf8 } from '#bytes'
import { type Instant, isoInstant, minute, systemClock } from '#clock'
import { PrivateKey } from '#crypto'
import { accept, type Result, refuse, sure } from '#fault'
import type { Log } from '#record'
import { parseCertificate } from '#x509'
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
} from '../../src/gateway/gatekeeper.ts'
import { JournalGroups } from '../../src/gateway/journal-groups.ts'
import { compileRoutes, type Route } from '../../src/gateway/route.ts'
import { signToken } from '../../src/gateway/token.ts'
import { parseUpstreamAddress } from '../../src/gateway/upstream-address.ts'

const routes: readonly Route[] = [
  { method: 'GET', path: '/permits', permission: 'permit.list', object: 'permits' },
  { method: 'GET', path: '/permits/:case', permission: 'permit.read', object: 'permit/{case}' },
  { method: 'POST', path: '/permits/:case/approve', permission: 'permit.approve', object: 'permit/{case}' },
]

/**
 * A unit of one service and as many rights as asked for: decisions are looked up in a table, tokens signed once a
 * minute for each right, and every access is appended to a real log.
 */
export class StandInKeeper implements Gatekeeper {
  readonly #credentials: Credentials
  readonly #service: PublishedService
  readonly #rights = new Map<string, Grant>()
  readonly #tokens = new Map<Grant, { readonly text: string; readonly staleAt: Instant }>()
  readonly #signer = PrivateKey.generate('ecdsa-p256-sha256')
  readonly #groups: JournalGroups
  readonly #epoch = {}

  constructor(credentials: Credentials, upstream: string, journal: Log, rights: number) {
    this.#credentials = credentials
    this.#groups = new JournalGroups(journal)
    this.#service = {
      id: 'permits',
      strict: false,
      upstream: sure(parseUpstreamAddress(upstream), 'the upstream'),
      routes: sure(compileRoutes(routes), 'the routes'),
    }
    for (let number = 0; number < rights; number++) {
      const object = `permit/${number}`
      this.#rights.set(`person/caller permit.read ${object}`, {
        allowed: true,
        case: `building-permit-${number}`,
        step: 'inspect',
        epoch: 1,
        permission: 'permit.read',
        object,
        counted: false,
        validUntil: Number.MAX_SAFE_INTEGER,
      })
    }
  }

  now(): Instant {
    return systemClock.now()
  }

  epoch(): object {
    return this.#epoch
  }

  admitting(): boolean {
    return true
  }

  identify(leafDer: Uint8Array): Result<Caller, CallerFault> {
    const parsed = parseCertificate(leafDer)
    if (!parsed.ok) return refuse({ kind: 'certificate-refused', reason: parsed.fault.kind })
    const { serial, notAfter } = parsed.value
    return accept({ principal: 'person/caller', certificateSerial: serial, validUntil: notAfter })
  }

  reidentify(caller: Caller): Result<Caller, CallerFault> {
    return accept(caller)
  }

  service(host: string): PublishedService | undefined {
    return host === 'permits.example' ? this.#service : undefined
  }

  decide(caller: Caller, _service: PublishedService, permission: string, object: string): Decision {
    const grant = this.#rights.get(`${caller.principal} ${permission} ${object}`)
    return grant ?? { allowed: false, permission, object, openSteps: [] }
  }

  use(): Promise<Result<void, UseFault>> {
    return Promise.resolve(refuse({ kind: 'unavailable', reason: 'nothing is counted here' }))
  }

  token(caller: Caller, service: PublishedService, grant: Grant): string {
    const now = this.now()
    const kept = this.#tokens.get(grant)
    if (kept && now < kept.staleAt) return kept.text
    const text = signToken(
      {
        issuer: 'spiffe://unit.example/service/gate',
        subject: `spiffe://unit.example/${caller.principal}`,
        audience: `spiffe://unit.example/service/${service.id}`,
        offices: ['inspector'],
        case: grant.case,
        step: grant.step,
        epoch: grant.epoch,
        permission: grant.permission,
        object: grant.object,
        issuedAt: now,
        expiresAt: now + minute,
      },
      this.#signer,
    )
    this.#tokens.set(grant, { text, staleAt: now + minute })
    return text
  }

  journal(entry: AccessEntry): Promise<void> {
    return this.#groups.append(utf8(JSON.stringify({ v: 1, ...entry, at: isoInstant(entry.at) })), false)
  }

  credentials(): Credentials {
    return this.#credentials
  }
}
