import pino from 'pino'
import { utf8 } from '#bytes'
import type { Clock } from '#clock'
import { systemRandom } from '#crypto'
import { accept, certain, type Result, refuse } from '#fault'
import { type FakeUnit, fakeKey } from '#identity'
import { type AgreementRow, agreementsOf, authorityIn, type Terms, validityOf } from '#recognition'
import type { Refusal, Unit } from '#unit'
import { agreementContent, pem, serialBytesMin, writeCertificate } from '#x509'
import type { BundleRequest } from './bundle-fetch.ts'
import { Bundles, type BundlesParts } from './bundles.ts'
import { Duties } from './duties.ts'
import { caseOpened, type FakeNode, type FoundersNode, foundedNode, ownKeysIn } from './fixture.ts'

/** What goes wrong on the way to a unit. */
export type NetFault =
  /** Nobody answers. */
  | 'unreachable'
  /** What comes is no bundle. */
  | 'garbled'
  /** What came first comes again. */
  | 'replayed'
  /** What was asked for besides, the proof of growth, is left out. */
  | 'unproven'
  /** It does not come until it is given up. */
  | 'hanging'

/** For tests: units that reach each other by the addresses they publish at. */
export class FakeNet {
  readonly requests: BundleRequest[] = []
  readonly faults = new Map<string, NetFault>()
  readonly #units = new Map<string, Bundles>()
  readonly #first = new Map<string, Uint8Array>()
  /** Fetches under way now, and at most at any time. */
  underWay = 0
  underWayMax = 0

  join(domain: string, bundles: Bundles): void {
    this.#units.set(domain, bundles)
  }

  /** As the node's own fetch: by the address, with the size seen before. */
  async fetch(request: BundleRequest, signal: AbortSignal): Promise<Result<Uint8Array, Refusal>> {
    this.requests.push(request)
    this.underWay += 1
    this.underWayMax = Math.max(this.underWay, this.underWayMax)
    try {
      return await this.#answer(new URL(request.url), signal)
    } finally {
      this.underWay -= 1
    }
  }

  async #answer({ host, searchParams }: URL, signal: AbortSignal): Promise<Result<Uint8Array, Refusal>> {
    const fault = this.faults.get(host)
    const since = searchParams.get('since')
    const text = await this.#units
      .get(host)
      ?.ports()
      .bundle(since === null || fault === 'unproven' ? undefined : Number(since))
    if (fault === 'hanging') {
      await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
      return refuse({ kind: 'stopped' })
    }
    if (fault === 'unreachable' || text === undefined) return refuse({ kind: 'unreachable' })
    if (fault === 'garbled') return accept(utf8('{"bundle":'))
    const bytes = utf8(text)
    if (!this.#first.has(host)) this.#first.set(host, bytes)
    return accept(fault === 'replayed' ? certain(this.#first.get(host), 'the first bundle') : bytes)
  }
}

/** For tests: a unit's node with what it publishes and follows, and the log it writes about that. */
export interface Neighbour {
  readonly node: FakeNode
  readonly duties: Duties
  readonly bundles: Bundles
  /** Messages of the log with what they say. */
  readonly lines: Record<string, unknown>[]
}

/** A unit founded at a domain. */
export async function neighbour(net: FakeNet, domain: string): Promise<Neighbour> {
  return onNet(net, await foundedNode(undefined, domain))
}

/** The node of a unit joins the net, with more or other parts than usual. */
export function onNet(net: FakeNet, node: FakeNode, instead: Partial<BundlesParts> = {}): Neighbour {
  const { fake, opened, store, clock } = node
  const { unit, documents, record } = opened
  const lines: Record<string, unknown>[] = []
  const duties = new Duties({
    ...{ unit, clock, nodeKey: fake.keys.node, gateKey: fakeKey(), names: ['localhost'] },
    ownKeys: ownKeysIn(node),
    random: systemRandom,
    refused: () => undefined,
  })
  const bundles = new Bundles({
    configuration: { bundle: { periodSeconds: 3_600, lifetimeSeconds: 86_400 }, follow: { enabled: true } },
    ...{ store, unit, documents, record, duties, clock },
    issuing: fake.keys.issuing,
    random: systemRandom,
    log: pino({ base: null }, { write: (line: string) => lines.push(JSON.parse(line)) }),
    fetch: (request, signal) => net.fetch(request, signal),
    ...instead,
  })
  unit.onEntry((state) => bundles.see(state))
  net.join(fake.domain, bundles)
  return { node, duties, bundles, lines }
}

/** For tests: a unit that recognises others, its authority key at hand. */
export interface Recognising extends FoundersNode {
  readonly fake: Pick<FakeUnit, 'authority'> & {
    readonly keys: Pick<FakeUnit['keys'], 'founder' | 'authority'>
  }
  readonly clock: Clock
  readonly opened: { readonly unit: Pick<Unit, 'state'> }
}

/** The founder, who stands in for everybody, recognises another unit; gives the agreement. */
export async function recognise(
  node: Recognising,
  other: Pick<FakeUnit, 'domain' | 'authority'>,
  instead: Partial<Record<string, unknown>> = {},
): Promise<AgreementRow> {
  const { founder } = node.fake.keys
  const { domain } = other
  const id = await caseOpened(node, 'recognise-unit', { unit: domain })
  await node.does(founder, 'step.claim', { case: id, step: 'propose' })
  const events = await node.does(founder, 'agreement.propose', {
    authority: pem('CERTIFICATE', other.authority.der),
    domain,
    bundle: `https://${domain}/.well-known/chancery-bundle`,
    evidence: 'read out by telephone',
    ...instead,
  })
  await node.does(founder, 'step.claim', { case: id, step: 'sign' })
  const proposed = events.find(({ kind }) => kind === 'agreement-proposed')
  const terms = certain(proposed, 'the proposal')['terms'] as Terms
  const certificate = crossCertificate(node, terms)
  await node.does(founder, 'agreement.sign', { unit: domain, certificate })
  return certain(
    agreementsOf(node.opened.unit.state).find((row) => row.terms.domain === domain),
    'the agreement',
  )
}

/** What the machine in the safe makes of terms. */
function crossCertificate({ fake, clock }: Recognising, terms: Terms): string {
  const content = agreementContent({
    issuer: fake.authority,
    subject: authorityIn(terms),
    bounds: terms,
    serial: systemRandom.bytes(serialBytesMin).fill(0x40, 0, 1),
    ...validityOf(terms, fake.authority, clock.now()),
  })
  return pem('CERTIFICATE', writeCertificate(content, fake.keys.authority))
}

/** The founder withdraws an agreement. */
export async function withdraw(node: FoundersNode, { agreement, terms }: AgreementRow): Promise<void> {
  const { founder } = node.fake.keys
  const id = await caseOpened(node, 'withdraw-recognition', { unit: terms.domain })
  await node.does(founder, 'step.claim', { case: id, step: 'withdraw' })
  await node.does(founder, 'agreement.withdraw', { unit: terms.domain, agreement, reason: 'over' })
}

/** The founder revokes a certificate of the unit. */
export async function revoke(node: FoundersNode, serial: string): Promise<void> {
  const { founder } = node.fake.keys
  const id = await caseOpened(node, 'revoke-certificate', { serial })
  await node.does(founder, 'step.claim', { case: id, step: 'revoke' })
  await node.does(founder, 'certificate.revoke', { serial, reason: 'superseded' })
}
