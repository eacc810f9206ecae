import { hex, sha256, utf8 } from '#bytes'
import type { Clock, Instant } from '#clock'
import { PrivateKey, systemRandom } from '#crypto'
import { certain, sure } from '#fault'
import { fakeFoundingActs } from '#founding'
import { type FakeUnit, fakeUnit } from '#identity'
import {
  type LogStore,
  type MemoryDisk,
  type MemoryFault,
  memoryDisk,
  memoryStore,
  noteSigner,
  verifierKeyText,
  verifierOf,
} from '#record'
import type { Event, Receipt, Refusal } from '#unit'
import { type DutyOptions, ownKeysOf } from './duties.ts'
import { type OpenUnit, openUnit, recordOrigin } from './open.ts'
import { signAct } from './sign.ts'

export const start = Date.UTC(2026, 0, 5, 8)

/** For tests: a clock that stands where it is put. */
export interface StandingClock extends Clock {
  time: Instant
}

function standingClock(time = start): StandingClock {
  const clock = { time, now: () => clock.time }
  return clock
}

/** For tests: a founded unit on a simulated disk, as a node has it open. */
export interface FakeNode {
  readonly fake: FakeUnit
  readonly logKey: PrivateKey
  readonly disk: MemoryDisk
  readonly store: LogStore
  /** What happens to the writes of blobs from now on. */
  blobs: MemoryFault | undefined
  readonly clock: StandingClock
  readonly opened: OpenUnit
  /** What came of an act that is sure to be done. */
  does(by: PrivateKey, act: string, input: object, override?: string): Promise<readonly (Event & Given)[]>
  /** What an act is refused with, or `done`. */
  tried(by: PrivateKey, act: string, input: object): Promise<string>
}

type Given = Readonly<Record<string, unknown>>

export async function foundedNode(
  logKey = PrivateKey.generate('ed25519'),
  domain = 'unit.example',
): Promise<FakeNode> {
  const node = await openedNode(fakeUnit(start, 5 * 365, domain), logKey, memoryDisk())
  const signer = sure(noteSigner(recordOrigin(domain), logKey), 'the signer of its record')
  const recordKey = verifierKeyText(verifierOf(signer))
  for (const { act, input } of fakeFoundingActs(node.fake, { recordKey })) {
    await node.does(node.fake.keys.authority, act, input)
  }
  return node
}

/** A unit opened anew from its disk. */
export async function openedNode(
  fake: FakeUnit,
  logKey: PrivateKey,
  disk: MemoryDisk,
  clock = standingClock(),
): Promise<FakeNode> {
  const faults: Pick<FakeNode, 'blobs'> = { blobs: undefined }
  const store = memoryStore({ disk, fault: (write) => (write === 'blob' ? faults.blobs : undefined) })
  const parts = { store, domain: fake.domain, logKey, issuingKey: fake.keys.issuing, sealKey: fake.keys.seal }
  const opened = sure(await openUnit({ ...parts, clock, random: systemRandom }), 'the unit')
  const unit = fake.keys.authority.publicKey.thumbprint
  const submit = (signer: PrivateKey, act: string, input: object, override?: string) => {
    const named = override === undefined ? {} : { override }
    const wish = { act, input, ...named, unit, signer, time: clock.now(), random: systemRandom }
    return opened.unit.submit(signAct(wish))
  }
  return Object.assign(faults, {
    fake,
    logKey,
    disk,
    store,
    clock,
    opened,
    does: async (by: PrivateKey, act: string, input: object, override?: string) =>
      sure<Receipt>(await submit(by, act, input, override), act).events as (Event & Given)[],
    tried: async (by: PrivateKey, act: string, input: object) => told(await submit(by, act, input)),
  })
}

function told(receipt: { readonly ok: true } | { readonly ok: false; readonly fault: Refusal }): string {
  return receipt.ok ? 'done' : receipt.fault.kind
}

/** For tests: what a node's duties certify of its own keys. */
export function ownKeysIn({ fake, logKey }: FakeNode): DutyOptions['ownKeys'] {
  return ownKeysOf({ seal: fake.keys.seal, 'time-stamp': fake.keys['time-stamp'], log: logKey })
}

/** For tests: a node through which the founder acts. */
export interface FoundersNode {
  readonly fake: { readonly keys: Pick<FakeUnit['keys'], 'founder'> }
  does(by: PrivateKey, act: string, input: object): Promise<readonly (Event & Given)[]>
}

/** The number of a case that the founder is sure to open. */
export async function caseOpened(
  node: FoundersNode,
  procedure: string,
  data: Readonly<Record<string, string>> = {},
): Promise<string> {
  const [event] = await node.does(node.fake.keys.founder, 'case.open', { procedure, data })
  return String(certain(event, 'the opening')['case'])
}

/** The founder drafts and adopts a procedure, nobody else being there. */
export async function procedureAdopted(node: FoundersNode, name: string, text: string): Promise<void> {
  const { founder } = node.fake.keys
  const id = await caseOpened(node, 'change-procedure', { name })
  await node.does(founder, 'step.claim', { case: id, step: 'draft' })
  await node.does(founder, 'procedure.draft', { name, text })
  await node.does(founder, 'step.claim', { case: id, step: 'adopt' })
  await node.does(founder, 'procedure.adopt', { name, digest: hex(sha256(utf8(text))) })
}

/** The founder stands in for everybody and appoints themselves. */
export async function founderAppointed(node: FakeNode, office: string): Promise<void> {
  const { founder } = node.fake.keys
  const data = { office, person: 'fay' }
  const id = await caseOpened(node, 'appoint', data)
  for (const step of ['propose', 'appoint']) {
    await node.does(founder, 'step.claim', { case: id, step })
    await node.does(founder, `person.${step}`, data)
  }
}
