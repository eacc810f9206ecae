import { utf8 } from '#bytes'
import { type Clock, isoInstant } from '#clock'
import { PrivateKey, PublicKeyCache, randomToken, signEnvelope, systemRandom } from '#crypto'
import { accept, certain, sure } from '#fault'
import { type FakeUnit, fakeUnit, identitySlice, roleKeys, speakerOf, unitProfile } from '#identity'
import { organizationSlice } from '#organization'
import { permitByStep, permitReading, procedureActs, procedureSlice } from '#procedure'
import { Log, memoryStore } from '#record'
import { usesOf } from '#task'
import { actPayloadType, type Constitution, Documents, emptyState, type State, Unit } from '#unit'
import { type Founding, foundingActs, foundingSpeaker } from './acts.ts'
import type { FoundingAct } from './division.ts'
import { fakeFoundingActs } from './fake-founding.ts'

/** For tests: when a unit is founded. */
export const now = Date.UTC(2026, 0, 5, 8)
const clock: Clock = { now: () => now }

/** For tests: the rooms that a founding begins, as the wiring puts them together. */
export const constitution: Constitution = {
  slices: [identitySlice, organizationSlice, procedureSlice] as Constitution['slices'],
  acts: [...foundingActs, ...procedureActs] as Constitution['acts'],
  queries: [],
  speakerOf(state, key, act, time) {
    return foundingSpeaker(state, key, act) ?? speakerOf(state, key, time)
  },
  permit: permitByStep,
  permitReading,
  eventsOfUse: usesOf,
  consequences: () => accept([]),
  impact: () => ({}),
  roleKeys,
}

export const unitOf = (state: State) => unitProfile(state)?.key

/** For tests: where a unit is founded. */
export interface Stage {
  readonly fake: FakeUnit
  readonly unit: Unit
  readonly log: Log
}

export async function stage(fake = fakeUnit(now)): Promise<Stage> {
  const signer = PrivateKey.generate('ed25519')
  const options = { store: memoryStore(), name: 'record', origin: 'unit.example/record', signer }
  const log = sure(await Log.open(options), 'the log')
  const unit = new Unit({
    constitution,
    log,
    state: emptyState(constitution.slices),
    clock,
    random: systemRandom,
    keys: new Map(),
    publicKeys: new PublicKeyCache(),
    documents: new Documents(),
    unitOf,
  })
  return { fake, unit, log }
}

export function signed(signer: PrivateKey, unit: string, act: string, input: object): Uint8Array {
  const named = { act, id: randomToken(systemRandom, 16), unit, time: isoInstant(now) }
  const payload = utf8(JSON.stringify({ ...named, input }))
  return utf8(JSON.stringify(signEnvelope(actPayloadType, payload, signer)))
}

/**
 * For tests: founds, or tries to: with what is given instead of the usual, by the authority key or another.
 */
export function found(
  { fake, unit }: Stage,
  instead: object = {},
  signer = fake.keys.authority,
): ReturnType<Unit['submit']> {
  const { thumbprint } = fake.keys.authority.publicKey
  return unit.submit(signed(signer, thumbprint, 'unit.found', { ...usual(fake), ...instead }))
}

/** For tests: what entry 0 of a founding says. */
export function usual(fake: FakeUnit): Founding {
  const first = fakeFoundingActs(fake).find((act) => act.act === 'unit.found')
  return certain(first, 'the act of entry 0').input
}

/** For tests: the acts that go on with a founding. */
export function further(fake: FakeUnit): readonly Extract<FoundingAct, { act: 'procedure.found' }>[] {
  return fakeFoundingActs(fake).filter((act) => act.act === 'procedure.found')
}

/** For tests: goes on with a founding, or tries to. */
export function goOn({ fake, unit }: Stage, texts: readonly string[], signer = fake.keys.authority) {
  const { thumbprint } = fake.keys.authority.publicKey
  return unit.submit(signed(signer, thumbprint, 'procedure.found', { texts }))
}

/** For tests: founds the whole unit. */
export async function foundWhole(at: Stage): Promise<void> {
  sure(await found(at), 'the founding')
  for (const { input } of further(at.fake)) sure(await goOn(at, input.texts), 'the rest of it')
}

export function procedureCount(state: State): number {
  return (state.slices.get('procedure') as { procedures: { size: number } }).procedures.size
}

type Told = { readonly kind: string; readonly which?: string; readonly fault?: { readonly kind: string } }

/** For tests: the kind of a refusal with which certificate it is about and what is wrong with it. */
export function told(receipt: Awaited<ReturnType<Unit['submit']>>): string {
  if (receipt.ok) return 'founded'
  const { kind, which, fault } = receipt.fault as Told
  return [kind, which, fault?.kind].filter(Boolean).join(' ')
}
