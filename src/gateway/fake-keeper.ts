import { randomBytes } from 'node:crypto'
import { base64url, sha256 } from '#bytes'
import { day, type Instant, second } from '#clock'
import { PrivateKey } from '#crypto'
import { accept, type Result, refuse, sure } from '#fault'
import {
  authorityContent,
  type Certificate,
  leafContent,
  nameOf,
  parseCertificate,
  pem,
  writeCertificate,
} from '#x509'
import type {
  AccessEntry,
  Caller,
  CallerFault,
  Credentials,
  Decision,
  Gatekeeper,
  Grant,
  OpenStep,
  PublishedService,
  UseFault,
} from './gatekeeper.ts'
import { compileRoutes, type Route } from './route.ts'
import { parseUpstreamAddress } from './upstream-address.ts'

/** A unit for tests: one authority key, and what it certifies. */
class FakeAuthority {
  readonly #key = PrivateKey.generate('ecdsa-p256-sha256')
  readonly certificate: Certificate
  readonly pem: string

  constructor() {
    const content = authorityContent({
      ...this.#issue(this.#key),
      name: nameOf({ commonName: 'Test authority' }),
      domain: 'unit.example',
    })
    const der = writeCertificate(content, this.#key)
    this.certificate = sure(parseCertificate(der), 'a test certificate')
    this.pem = pem('CERTIFICATE', der)
  }

  /** A key and its certificate; the `der` is what identifies it. */
  certify(kind: 'person' | 'service', id: string, dnsNames: readonly string[] = []): Certified {
    const key = PrivateKey.generate('ecdsa-p256-sha256')
    const content = leafContent({
      ...this.#issue(key),
      kind,
      grade: 'medium',
      id,
      domain: 'unit.example',
      commonName: id,
      organization: 'Test',
      issuer: this.certificate,
      dnsNames,
    })
    const der = writeCertificate(content, this.#key)
    return { principal: `${kind}/${id}`, der, key: key.tlsPem(), cert: pem('CERTIFICATE', der) }
  }

  #issue(key: PrivateKey): { spki: Uint8Array; serial: Uint8Array; notBefore: Instant; notAfter: Instant } {
    const now = Math.floor(Date.now() / second) * second
    return { spki: key.publicKey.spki, serial: randomBytes(16), notBefore: now - day, notAfter: now + day }
  }
}

export interface Certified extends Credentials {
  readonly principal: string
  readonly der: Uint8Array
}

export interface FakeService {
  readonly id: string
  readonly hosts: readonly string[]
  readonly upstream: string
  readonly routes: readonly Route[]
  readonly strict?: boolean
  readonly suspended?: boolean
  readonly proxy?: string
}

interface FakeRight {
  readonly principal: string
  readonly permission: string
  readonly object: string
  readonly counted: boolean
  readonly validUntil: Instant
  usesLeft: number
}

/**
 * A unit whose state the test writes, with named faults: `refusing` the path of a certificate, and of the
 * journal `failed` (rejects) and `held` (durable only when the test says so).
 */
export class FakeKeeper implements Gatekeeper {
  readonly authority = new FakeAuthority()
  readonly entries: AccessEntry[] = []
  readonly uses: string[] = []
  readonly #listener = this.authority.certify('service', 'gate', [
    'permits.example',
    'archive.example',
    'localhost',
  ])
  readonly #principals = new Map<string, Caller>()
  readonly #refused = new Map<string, CallerFault>()
  readonly #services = new Map<string, PublishedService>()
  readonly #rights: FakeRight[] = []
  readonly #openSteps: OpenStep[] = []
  #epoch = {}
  #admits = true
  #journalFault: 'none' | 'failed' | 'held' = 'none'
  #release: (() => void)[] = []

  // What the test does.

  publish(service: FakeService): void {
    const { id, hosts, upstream, routes, strict = false, suspended = false, proxy } = service
    const published: PublishedService = {
      ...{ id, strict, suspended, proxy },
      upstream: sure(parseUpstreamAddress(upstream), 'a test address'),
      routes: sure(compileRoutes(routes), 'test routes'),
    }
    for (const host of hosts) this.#services.set(host, published)
    this.#epoch = {}
  }

  suspend(host: string): void {
    const service = this.#services.get(host)
    if (service) this.#services.set(host, { ...service, suspended: true })
    this.#epoch = {}
  }

  withdraw(host: string): void {
    this.#services.delete(host)
    this.#epoch = {}
  }

  enrol(id: string, validUntil: Instant = Date.UTC(2100, 0, 1)): Certified {
    const certified = this.authority.certify('person', id)
    const { serial } = sure(parseCertificate(certified.der), 'a test certificate')
    const key = `key of ${id}`
    const caller = { principal: certified.principal, certificateSerial: serial, key, validUntil }
    this.#principals.set(fingerprint(certified.der), caller)
    this.#epoch = {}
    return certified
  }

  permit(who: Certified, permission: string, object: string, more: Partial<FakeRight> = {}): void {
    const right = { principal: who.principal, permission, object, counted: false, usesLeft: 0, ...more }
    this.#rights.push({ validUntil: Number.MAX_SAFE_INTEGER, ...right })
    this.#epoch = {}
  }

  withdrawRights(): void {
    this.#rights.length = 0
    this.#epoch = {}
  }

  offer(step: OpenStep): void {
    this.#openSteps.push(step)
    this.#epoch = {}
  }

  refuseCaller(who: Certified, fault: CallerFault): void {
    this.#refused.set(fingerprint(who.der), fault)
    const serial = this.#principals.get(fingerprint(who.der))?.certificateSerial
    if (serial !== undefined) this.#refused.set(serial, fault)
    this.#epoch = {}
  }

  stopAdmitting(): void {
    this.#admits = false
  }

  breakJournal(fault: 'failed' | 'held'): void {
    this.#journalFault = fault
  }

  releaseJournal(): void {
    this.#journalFault = 'none'
    for (const release of this.#release.splice(0)) release()
  }

  // What the gate asks.

  now(): Instant {
    return Date.now()
  }

  epoch(): object {
    return this.#epoch
  }

  admitting(): boolean {
    return this.#admits
  }

  identify(leafDer: Uint8Array): Result<Caller, CallerFault> {
    const refused = this.#refused.get(fingerprint(leafDer))
    if (refused) return refuse(refused)
    const caller = this.#principals.get(fingerprint(leafDer))
    if (!caller) return refuse({ kind: 'certificate-refused', reason: 'no path leads to it' })
    return this.#standing(caller)
  }

  reidentify(caller: Caller): Result<Caller, CallerFault> {
    return this.#standing(caller)
  }

  service(host: string): PublishedService | undefined {
    return this.#services.get(host)
  }

  decide(caller: Caller, _service: PublishedService, permission: string, object: string): Decision {
    const right = this.#rightOf(caller, permission, object)
    if (!right) return { allowed: false, permission, object, openSteps: this.#openSteps }
    const { counted, validUntil } = right
    return {
      allowed: true,
      case: 'case-1',
      step: 'decide',
      epoch: 1,
      permission,
      object,
      counted,
      validUntil,
    }
  }

  use(caller: Caller, grant: Grant): Promise<Result<void, UseFault>> {
    const right = this.#rightOf(caller, grant.permission, grant.object)
    if (!right) return Promise.resolve(refuse({ kind: 'used-up', reason: 'another use came first' }))
    right.usesLeft--
    this.uses.push(`${grant.permission} ${grant.object}`)
    this.#epoch = {}
    return Promise.resolve(accept(undefined))
  }

  token(caller: Caller, service: PublishedService, grant: Grant): string {
    return `${caller.principal}.${service.id}.${grant.step}`
  }

  journal(entry: AccessEntry): Promise<void> {
    if (this.#journalFault === 'failed') return Promise.reject(new Error('the disk is full'))
    this.entries.push(entry)
    if (this.#journalFault === 'none') return Promise.resolve()
    return new Promise((resolve) => this.#release.push(resolve))
  }

  credentials(serverName: string | undefined): Credentials | undefined {
    return serverName === 'unknown.example' ? undefined : this.#listener
  }

  #standing(caller: Caller): Result<Caller, CallerFault> {
    const refused = this.#refused.get(caller.certificateSerial)
    if (refused) return refuse(refused)
    if (this.now() < caller.validUntil) return accept(caller)
    return refuse({ kind: 'certificate-refused', reason: 'it has expired' })
  }

  #rightOf(caller: Caller, permission: string, object: string): FakeRight | undefined {
    return this.#rights.find(
      (right) =>
        right.principal === caller.principal &&
        right.permission === permission &&
        right.object === object &&
        (!right.counted || right.usesLeft > 0) &&
        this.now() < right.validUntil,
    )
  }
}

function fingerprint(der: Uint8Array): string {
  return base64url(sha256(der))
}
