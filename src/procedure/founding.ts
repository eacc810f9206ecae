import type { Instant } from '#clock'
import { accept, type Result, refuse } from '#fault'
import { officeKnown } from '#organization'
import { mayClaim, type Organisation, openCase, type Procedure, parseProcedure } from '#task'
import type { State } from '#unit'
import type { ProcedureAdopted, ProcedureEvent } from './events.ts'
import type { FoundingFault } from './fault.ts'
import { announcedProcedures, currentProcedure } from './state.ts'
import { unknownOffices } from './text-acts.ts'
import { digestOf } from './texts.ts'

/** The procedure whose first case is the node's own, opened at the founding. */
const dutyProcedure = 'node-duty'

/** What a unit is founded with. */
export interface FoundingProcedures {
  /** YAML texts, the node's duty among them. */
  readonly texts: readonly string[]
  /** SHA-256 (hex) of the texts that the entries after this one adopt, in their order. */
  readonly announced: readonly string[]
  /** The offices there will be. */
  readonly offices: readonly string[]
  /** The node's id and the thumbprint of its key. */
  readonly node: { readonly id: string; readonly key: string }
  /** Of the founding entry. */
  readonly index: number
  readonly time: Instant
}

/**
 * The events by which a founding adopts its procedures and puts the node on duty: case 1 is opened, and each
 * of its steps that names the node is claimed by it.
 */
export function foundingEvents(
  founding: FoundingProcedures,
): Result<readonly ProcedureEvent[], FoundingFault> {
  const { texts, announced, offices } = founding
  const read = adopted(
    texts,
    (office) => offices.includes(office),
    () => false,
  )
  if (!read.ok) return read
  const duty = read.value.find(({ procedure }) => procedure.name === dutyProcedure)
  const onDuty = duty ? dutyEvents(duty.procedure, duty.adoption.digest, founding) : []
  if (onDuty.length < 2) return refuse({ kind: 'duty-missing', procedure: dutyProcedure })
  const digests = new Set(read.value.map(({ adoption }) => adoption.digest))
  for (const digest of announced) {
    if (digests.has(digest)) return refuse({ kind: 'announcement-repeated', digest })
    digests.add(digest)
  }
  const adoptions = read.value.map(({ adoption }) => adoption)
  const announcement: ProcedureEvent = { kind: 'procedures-announced', digests: announced }
  return accept([...adoptions, ...onDuty, ...(announced.length > 0 ? [announcement] : [])])
}

/** The events by which a founding goes on: these texts must be the next ones that entry 0 announced. */
export function furtherFoundingEvents(
  state: State,
  texts: readonly string[],
): Result<readonly ProcedureEvent[], FoundingFault> {
  const due = announcedProcedures(state)
  for (const [place, text] of texts.entries()) {
    const digest = digestOf(text)
    if (digest !== due[place])
      return refuse({ kind: 'procedure-unannounced', digest, due: due[place] ?? null })
  }
  const read = adopted(
    texts,
    (office) => officeKnown(state, office),
    (name) => currentProcedure(state, name) !== undefined,
  )
  return read.ok ? accept(read.value.map(({ adoption }) => adoption)) : read
}

interface Adopted {
  readonly adoption: ProcedureAdopted
  readonly procedure: Procedure
}

/** What each text adopts; refused when one is no procedure of this unit, or its name is taken. */
function adopted(
  texts: readonly string[],
  isOffice: (office: string) => boolean,
  isTaken: (name: string) => boolean,
): Result<readonly Adopted[], FoundingFault> {
  const all: Adopted[] = []
  for (const text of texts) {
    const one = adoptAtFounding(text, isOffice)
    if (!one.ok) return one
    const { name } = one.value.procedure
    if (isTaken(name) || all.some(({ procedure }) => procedure.name === name))
      return refuse({ kind: 'procedure-repeated', procedure: name })
    all.push(one.value)
  }
  return accept(all)
}

function adoptAtFounding(
  text: string,
  isOffice: (office: string) => boolean,
): Result<Adopted, FoundingFault> {
  const parsed = parseProcedure(text)
  if (!parsed.ok) return refuse({ kind: 'procedure-text', faults: parsed.fault })
  const { procedure } = parsed.value
  const unknown = unknownOffices(parsed.value, isOffice)
  if (unknown.length > 0)
    return refuse({ kind: 'procedure-text', procedure: procedure.name, faults: unknown })
  const adoption = {
    kind: 'procedure-adopted',
    procedure: procedure.name,
    digest: digestOf(text),
    text,
  } as const
  return accept({ adoption, procedure })
}

/** The opening, and a claim for every step the node may take from the start. */
function dutyEvents(
  procedure: Procedure,
  digest: string,
  { node, index, time }: FoundingProcedures,
): readonly ProcedureEvent[] {
  const opener = { kind: 'node', id: node.id } as const
  const id = '1'
  const of = openCase(procedure, { id, digest, opener, data: {} }, { index, time })
  const taken = procedure.steps.filter((type) => {
    return mayClaim(procedure, of, type.id, { kind: 'node', ...node }, nobody).ok
  })
  return [
    { kind: 'case-opened', case: id, procedure: procedure.name, digest, opener, data: {} },
    ...taken.map(({ id: step }): ProcedureEvent => {
      return { kind: 'step-claimed', case: id, step, executor: { ...opener, key: node.key } }
    }),
  ]
}

/** Before the founding there are no offices to hold. */
const nobody: Organisation = {
  founder: undefined,
  domain: '',
  holdsOffice: () => false,
  standsInFor: () => undefined,
  isOfficeFilled: () => false,
  holdersOf: () => [],
  officesOf: () => [],
  rankOf: () => 0,
  isAbsent: () => false,
  isTrained: () => false,
  isAbove: () => false,
  keyOf: () => undefined,
  gradeOf: () => undefined,
  visits: () => false,
  isReached: () => false,
  someone: () => [],
}
