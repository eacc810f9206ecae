import type { Instant } from '#clock'
import { accept, type Result, refuse } from '#fault'
import { mayClaim, type Organisation, openCase, type Party, type Procedure, parseProcedure } from '#task'
import { unknownOffices } from './acts.ts'
import type { ProcedureAdopted, ProcedureEvent } from './events.ts'
import type { FoundingFault } from './fault.ts'
import { digestOf } from './state.ts'

/** The procedure whose first case is the node's own, opened at the founding. */
const dutyProcedure = 'node-duty'

/** What a unit is founded with. */
export interface FoundingProcedures {
  /** YAML texts, the node's duty among them. */
  readonly texts: readonly string[]
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
  const adoptions: ProcedureAdopted[] = []
  let duty: { readonly procedure: Procedure; readonly digest: string } | undefined
  for (const text of founding.texts) {
    const read = adoptAtFounding(text, founding.offices)
    if (!read.ok) return read
    const { adoption, procedure } = read.value
    const name = adoption.procedure
    if (adoptions.some((known) => known.procedure === name))
      return refuse({ kind: 'procedure-repeated', procedure: name })
    adoptions.push(adoption)
    if (name === dutyProcedure) duty = { procedure, digest: adoption.digest }
  }
  const onDuty = duty ? dutyEvents(duty.procedure, duty.digest, founding) : []
  if (onDuty.length < 2) return refuse({ kind: 'duty-missing', procedure: dutyProcedure })
  return accept([...adoptions, ...onDuty])
}

function adoptAtFounding(
  text: string,
  offices: readonly string[],
): Result<{ readonly adoption: ProcedureAdopted; readonly procedure: Procedure }, FoundingFault> {
  const parsed = parseProcedure(text)
  if (!parsed.ok) return refuse({ kind: 'procedure-text', faults: parsed.fault })
  const { procedure } = parsed.value
  const unknown = unknownOffices(parsed.value, (office) => offices.includes(office))
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
  const opener: Party = { kind: 'node', id: node.id }
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
  holdsOffice: () => false,
  isOfficeFilled: () => false,
  visits: () => false,
}
