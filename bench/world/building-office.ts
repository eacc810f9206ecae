import { hex, sha256, utf8 } from '#bytes'
import type { Clock, Instant } from '#clock'
import { PrivateKey, systemRandom } from '#crypto'
import { certain, sure } from '#fault'
import { identitySlice } from '#identity'
import { signAct } from '#node'
import { type Receipt, read, type Unit } from '#unit'
import { nameOf, pem, writeRequest } from '#x509'

/** A clock moved by hand, so that a record is made in no time and read again years later. */
export class HandClock implements Clock {
  #now: Instant

  constructor(now: Instant) {
    this.#now = now
  }

  now(): Instant {
    return this.#now
  }

  pass(milliseconds: number): void {
    this.#now += milliseconds
  }
}

/** A person with the key and the certificate he has now. */
export interface Holder {
  readonly id: string
  readonly key: PrivateKey
  readonly serial: string
}

/**
 * A unit that is being filled by signed acts through its one pipeline. Acts are submitted without waiting for
 * those before them, which changes nothing: they are decided in the order of the calls.
 */
export class BuildingOffice {
  readonly unit: Unit
  readonly #key: string
  readonly #clock: HandClock
  #nextCase: number

  /** @param key thumbprint of the unit's authority key; @param nextCase the number its next case will have */
  constructor(unit: Unit, key: string, clock: HandClock, nextCase: number) {
    this.unit = unit
    this.#key = key
    this.#clock = clock
    this.#nextCase = nextCase
  }

  /** An act that is sure to be permitted; a millisecond passes. */
  async act(by: PrivateKey, act: string, input: object): Promise<Receipt> {
    this.#clock.pass(1)
    const time = this.#clock.now()
    const bytes = signAct({ act, input, unit: this.#key, signer: by, time, random: systemRandom })
    return sure(await this.unit.submit(bytes), `${act} ${JSON.stringify(input)}`)
  }

  /** How many certificates the unit has issued. */
  get certificates(): number {
    return read(this.unit.state, identitySlice).certificates.size
  }

  /** Opens a case; its number is known before the unit answers. */
  open(
    by: PrivateKey,
    procedure: string,
    data?: object,
  ): { readonly id: string; readonly done: Promise<unknown> } {
    const id = String(this.#nextCase++)
    const opened = this.act(by, 'case.open', { procedure, ...(data && { data }) })
    const done = opened.then((receipt) => {
      if (factsOf(receipt)['case'] !== id) throw new Error(`bug: case ${id} got another number`)
    })
    return { id, done }
  }

  /** Six acts: the node receives a request, a registrar attests it, a manager approves it. */
  async register(
    id: string,
    node: PrivateKey,
    registrar: PrivateKey,
    manager: PrivateKey,
    kind: 'person' | 'service' = 'person',
  ): Promise<Holder> {
    const key = PrivateKey.generate('ecdsa-p256-sha256')
    const der = requestBy(key, id)
    const request = hex(sha256(der))
    const received = this.act(node, 'request.receive', { request: pem('CERTIFICATE REQUEST', der) })
    const of = this.open(registrar, `register-${kind}`, { request })
    const whom = {
      kind,
      id,
      name: nameFor(id),
      evidence: 'identity card seen, presented in person',
    }
    const [issued] = await Promise.all([
      ...this.#steps(of.id, [
        [registrar, 'attest', 'request.attest', { request, ...whom }],
        [manager, 'approve', 'certificate.issue', { request, kind }],
      ]),
      of.done,
      received,
    ])
    return { id, key, serial: serialIn(issued) }
  }

  /** Five acts: one proposes whom, another appoints. */
  async appoint(person: string, office: string, manager: PrivateKey, chief: PrivateKey): Promise<void> {
    const of = this.open(manager, 'appoint', { office, person })
    const steps = this.#steps(of.id, [
      [manager, 'propose', 'person.propose', { person, office }],
      [chief, 'appoint', 'person.appoint', { person, office }],
    ])
    await Promise.all([of.done, ...steps])
  }

  /** Three acts by the founder, who stands in for the chief. */
  async establish(office: string, chief: PrivateKey): Promise<void> {
    const of = this.open(chief, 'establish-office', { office })
    const establishing = { office, title: office, layer: 'execution' }
    await Promise.all([
      of.done,
      ...this.#steps(of.id, [[chief, 'establish', 'office.establish', establishing]]),
    ])
  }

  /** Five acts: one drafts the text, another adopts it. */
  async adopt(name: string, text: string, manager: PrivateKey, chief: PrivateKey): Promise<void> {
    const of = this.open(manager, 'change-procedure', { name })
    const digest = hex(sha256(utf8(text)))
    const steps = this.#steps(of.id, [
      [manager, 'draft', 'procedure.draft', { name, text }],
      [chief, 'adopt', 'procedure.adopt', { name, digest }],
    ])
    await Promise.all([of.done, ...steps])
  }

  /** Three acts by whose certificate it is: he has a new key from now on. */
  async renew({ id, key, serial }: Holder): Promise<Holder> {
    const next = PrivateKey.generate('ecdsa-p256-sha256')
    const of = this.open(key, 'renew-certificate', { serial })
    const request = pem('CERTIFICATE REQUEST', requestBy(next, id))
    const [issued] = await Promise.all([
      ...this.#steps(of.id, [[key, 'renew', 'certificate.renew', { serial, request }]]),
      of.done,
    ])
    return { id, key: next, serial: serialIn(issued) }
  }

  /** Two acts: a case of one's own, its first step claimed. */
  async prepare({ key }: Holder): Promise<void> {
    const { id, done } = this.open(key, 'application')
    await Promise.all([done, this.act(key, 'step.claim', { case: id, step: 'prepare' })])
  }

  /** Three acts: the same, the first step completed, so that the next waits for the office. */
  async hand({ key }: Holder): Promise<void> {
    const { id, done } = this.open(key, 'application')
    const claimed = this.act(key, 'step.claim', { case: id, step: 'prepare' })
    await Promise.all([done, claimed, this.act(key, 'step.complete', { case: id, step: 'prepare' })])
  }

  /** A claim and the act it permits for each step; the receipt of the last act comes first. */
  #steps(of: string, steps: readonly (readonly [PrivateKey, string, string, object])[]): Promise<unknown>[] {
    return steps
      .flatMap(([by, step, act, input]) => [
        this.act(by, 'step.claim', { case: of, step }),
        this.act(by, act, input),
      ])
      .toReversed()
  }
}

function serialIn(receipt: unknown): string {
  return certain(factsOf(receipt as Receipt)['serial'], 'the serial of a certificate just issued')
}

/** The members of the events that an act brought about: plain texts, as far as they are asked for here. */
function factsOf({ events }: Receipt): Readonly<Record<string, string>> {
  return Object.assign({}, ...events) as Readonly<Record<string, string>>
}

function requestBy(key: PrivateKey, id: string): Uint8Array {
  return writeRequest({ subject: nameOf({ commonName: nameFor(id) }) }, key)
}

/** As long as names are, part of it in a script of more bytes. */
function nameFor(id: string): string {
  return `职员 Official ${id}`
}
