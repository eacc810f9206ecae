import { readdirSync, readFileSync } from 'node:fs'
import { hex, sha256, utf8 } from '#bytes'
import { day, type Instant } from '#clock'
import { PrivateKey, PublicKeyCache, systemRandom } from '#crypto'
import { certain, sure } from '#fault'
import { constitution } from '#node'
import { digestOf, foundingEvents } from '#procedure'
import { Log, memoryStore } from '#record'
import { Documents, type Event, emptyState, evolve, type Speaker, Unit } from '#unit'

/** A ministry: 500 people at the counters, the others in offices of two dozen. */
const peopleCount = 10_000
const officeCount = 400
const counterCount = 500
const procedureCount = 100

/** Steps that the busy one holds. */
const heldCount = 300

/** Events put into the state at once while it is filled; what an entry may hold does not matter here. */
const eventsAtOnce = 1_000

const shipped = new URL('../../procedures/', import.meta.url)
const time: Instant = Date.UTC(2026, 10, 22, 12)

type Happened = Event & Readonly<Record<string, unknown>>

/** A unit at work, and who asks it or is asked about. */
export interface WorkingUnit {
  readonly unit: Unit
  readonly registrar: Speaker
  readonly chief: Speaker
  /** Holds some hundred steps. */
  readonly busy: string
  /** Alone in an office that one procedure in a hundred ends with. */
  readonly alone: string
  /** The case in which the dismissal of each waits to be decided by the chief. */
  readonly dismissals: Readonly<Record<string, string>>
  readonly nextCase: string
}

/** A unit with that many cases, each with one live step: in the state that acts would have made of it. */
export async function unitWith(cases: number): Promise<WorkingUnit> {
  const people = Array.from({ length: peopleCount }, (_, at) => `person.${at}`)
  let state = emptyState(constitution.slices)
  const happen = (events: readonly Happened[]): void => {
    for (let from = 0; from < events.length; from += eventsAtOnce) {
      state = evolve(constitution.slices, state, events.slice(from, from + eventsAtOnce), time)
    }
  }
  const [busy, alone] = ['person.0', 'sole']
  happen(founding())
  happen(['rosa', 'mara', 'cleo', 'aude', alone, ...people].map(certificate))
  happen(Object.entries(heads).map(([office, person]) => appointed(person, office)))
  happen(people.map((person, at) => appointed(person, officeOf(at))))
  happen(texts.map((text, at) => ({ kind: 'procedure-adopted', procedure: nameOf(at), ...textEvent(text) })))
  happen(Array.from({ length: cases }, (_, at) => caseAt(at, String(at + firstCase))).flat())
  const dismissals = { [busy]: String(cases + firstCase), [alone]: String(cases + firstCase + 1) }
  happen([...proposed(dismissals[busy], busy, 'counter'), ...proposed(dismissals[alone], alone, 'seal')])
  const signer = PrivateKey.generate('ed25519')
  const log = await Log.open({ store: memoryStore(), name: 'acts', origin: 'bench.example/acts', signer })
  const unit = new Unit({
    ...{ constitution, log: sure(log, 'a log'), state, clock: { now: () => time }, random: systemRandom },
    ...{ keys: new Map(), publicKeys: new PublicKeyCache(), documents: new Documents() },
    unitOf: () => 'unit',
  })
  const [registrar, chief] = [speaker('rosa'), speaker('cleo')]
  const nextCase = String(cases + firstCase + 2)
  return { unit, registrar, chief, busy, alone, dismissals, nextCase }
}

/** Case 1 is the node's own. */
const firstCase = 2

const heads = {
  registrar: 'rosa',
  'security-manager': 'mara',
  'chief-information-officer': 'cleo',
  auditor: 'aude',
  seal: 'sole',
} as const

function speaker(id: string): Speaker {
  return { kind: 'person', id, key: hex(sha256(utf8(id))), serial: serialOf(id) }
}

/** The serial of somebody's certificate. */
export function serialOf(id: string): string {
  return hex(sha256(utf8(`certificate of ${id}`))).slice(0, 32)
}

const shippedTexts = readdirSync(shipped).map((name) => readFileSync(new URL(name, shipped), 'utf8'))

function founding(): readonly Happened[] {
  const numbered = Array.from({ length: officeCount }, (_, at) => `office-${at}`)
  const offices = [...Object.keys(heads), 'operator', 'counter', ...numbered]
  const node = { id: 'node', key: 'key-node' }
  const unit = { name: 'Bench', domain: 'bench.example', publicUrl: 'http://bench.example', suite: 'p256' }
  const keys = { key: 'unit', authorities: [], issuing: [], recordKey: '', journalKey: '' }
  const procedures = foundingEvents({ texts: shippedTexts, announced: [], offices, node, index: 0, time })
  return [
    { kind: 'unit-founded', ...unit, ...keys, founder: 'fay', node: node.key },
    ...offices.map((office) => {
      return { kind: 'office-established', office, title: office, layer: 'execution' }
    }),
    ...sure(procedures, 'the founding').map((event) => ({ ...event })),
  ]
}

function certificate(id: string): Happened {
  const { key, serial = '' } = speaker(id)
  return {
    ...{ kind: 'certificate-issued', serial, principal: { kind: 'person', id }, grade: 'medium', name: id },
    ...{ key, spki: '', der: '', notBefore: 0, notAfter: time + 365 * day },
  }
}

function appointed(person: string, office: string): Happened {
  return { kind: 'person-appointed', person, office }
}

function officeOf(person: number): string {
  return person < counterCount ? 'counter' : `office-${person % officeCount}`
}

function nameOf(number: number): string {
  return `procedure-${number}`
}

function textEvent(text: string): { readonly text: string; readonly digest: string } {
  return { text, digest: digestOf(text) }
}

const texts = Array.from({ length: procedureCount }, (_, at) => textOf(at))
const digests = texts.map(digestOf)

/** One procedure ends with the seal, for whose office there is one person. */
function textOf(number: number): string {
  const seal = number === 0 ? '  seal: { after: decide, by: { office: seal } }\n' : ''
  return `procedure: ${nameOf(number)}
title: { en: Procedure ${number} }
opened-by: anyone
objects: file/{case}
steps:
  register: { by: { office: counter }, permits: [file.read, file.register] }
  examine: { after: register, by: { office: office-${number} }, permits: [file.read, file.annotate] }
  decide: { after: examine, by: { office: office-${number + procedureCount} }, permits: [file.approve] }
${seal}constraints:
  - different-people: [register, decide]
  - different-people: [examine, decide]
`
}

/** Taken so far that its first, second or third step is live; those of the busy one are at their first. */
function caseAt(at: number, id: string): readonly Happened[] {
  const number = at % procedureCount
  const round = Math.floor(at / procedureCount)
  const isBusy = at % Math.floor(100_000 / heldCount) === 0
  const opener = { kind: 'person', id: `person.${(at * 7) % peopleCount}` }
  const digest = certain(digests[number], 'a digest')
  const opened = { kind: 'case-opened', case: id, procedure: nameOf(number), digest, opener, data: {} }
  const takers = [
    { step: 'register', office: 'counter', id: `person.${isBusy ? 0 : 1 + (at % (counterCount - 1))}` },
    { step: 'examine', office: `office-${number}`, id: memberOf(number, round) },
    {
      step: 'decide',
      office: `office-${number + procedureCount}`,
      id: memberOf(number + procedureCount, round),
    },
  ]
  const stage = isBusy ? 0 : round % takers.length
  const taken = takers.slice(0, stage + 1).flatMap(({ step, office, id: person }, place) => {
    const claimed = claimedBy(id, step, person, office)
    return place < stage ? [claimed, { kind: 'step-completed', case: id, step }] : [claimed]
  })
  return [opened, ...taken]
}

function claimedBy(id: string, step: string, person: string, office: string): Happened {
  const { kind, key } = speaker(person)
  return { kind: 'step-claimed', case: id, step, executor: { kind, id: person, key, office } }
}

/** One of those in an office, another each round. */
function memberOf(office: number, round: number): string {
  const first = Math.ceil((counterCount - office) / officeCount)
  const count = Math.floor((peopleCount - 1 - office) / officeCount) - first + 1
  return `person.${office + (first + (round % count)) * officeCount}`
}

/** A dismissal as far as the chief's part in it. */
function proposed(id: string | undefined, person: string, office: string): readonly Happened[] {
  const text = certain(
    shippedTexts.find((one) => /^procedure: dismiss$/m.test(one)),
    'the procedure of a dismissal',
  )
  const of = { case: certain(id, 'the case of a dismissal') }
  const opener = { kind: 'person', id: 'mara' }
  return [
    {
      kind: 'case-opened',
      ...of,
      procedure: 'dismiss',
      digest: digestOf(text),
      opener,
      data: { person, office },
    },
    claimedBy(of.case, 'propose', 'mara', 'security-manager'),
    { kind: 'person-dismissal-proposed', person, office, reason: 'measured', by: 'mara', ...of },
    { kind: 'step-completed', ...of, step: 'propose' },
  ]
}
