import { holdersOf as appointedTo } from '#organization'
import {
  type Actor,
  type Case,
  type RuleFault,
  type SingleTrustee,
  singleTrustees,
  type Trustee,
} from '#task'
import type { Outlook } from './outlook.ts'

/**
 * People of a step told of by name: whoever looks for somebody to ask reads no more, and of a large office
 * the first who could are enough.
 */
const peopleToldMax = 20

/** People looked at for one step: the holders of a ministry's largest office, at some microseconds each. */
const peopleLookedAtMax = 500

/** Somebody whom a step names. */
interface Candidate {
  readonly person: string
  /** What stands against him now; absent of who could take it. */
  readonly refusal?: RuleFault
}

/** Who could do something with a step, of those whom it names. */
export interface Candidates {
  /** Who could, first; then who cannot, each with what stands against him. */
  readonly people: readonly Candidate[]
  /** Whether there are more than are told. */
  readonly more: boolean
  /** Of whom nobody in particular can be named: everybody of the unit, people of other units, the node. */
  readonly others: readonly SingleTrustee[]
}

/**
 * The people whom a step names for something, and what stands against each.
 *
 * @param faultOf what stands against one of them who has a certificate that counts
 */
export function candidatesFor(
  outlook: Outlook,
  of: Case,
  by: Trustee,
  faultOf: (actor: Actor) => RuleFault | undefined,
): Candidates {
  const trustees = singleTrustees(by)
  const named = [...new Set(trustees.flatMap((one) => peopleOf(outlook, of, one)))]
  const looked = named.slice(0, peopleLookedAtMax).map((person): Candidate => {
    const fault = faultIn(outlook, person, faultOf)
    return fault ? { person, refusal: fault } : { person }
  })
  const people = [...looked.filter((one) => !one.refusal), ...looked.filter((one) => one.refusal)]
  return {
    people: people.slice(0, peopleToldMax),
    more: named.length > peopleToldMax,
    others: trustees.filter(({ kind }) => kind === 'anyone' || kind === 'unit' || kind === 'node'),
  }
}

function faultIn(
  { staff: { organisation } }: Outlook,
  person: string,
  faultOf: (actor: Actor) => RuleFault | undefined,
): RuleFault | undefined {
  const key = organisation.keyOf(person)
  if (key === undefined) return { kind: 'person-without-key', person }
  const fault = faultOf({ kind: 'person', id: person, key })
  // An office does not count for who is away; that he is, tells more than that he is none of them.
  const isAway = fault?.kind === 'not-trustee' && organisation.isAbsent(person)
  return isAway ? { kind: 'person-absent', person } : fault
}

/** Those who can be named: of an office who was appointed to it, away or not, and who stands in. */
function peopleOf(outlook: Outlook, of: Case, trustee: SingleTrustee): readonly string[] {
  const { state, staff } = outlook
  switch (trustee.kind) {
    case 'office': {
      const counted = staff.organisation.holdersOf(trustee.office)
      const { founder } = staff.organisation
      const all = [...counted, ...appointedTo(state, trustee.office)]
      return all.length === 0 && founder !== undefined ? [founder] : all
    }
    case 'person':
      return [trustee.person]
    case 'opener':
      return of.opener.kind === 'person' ? [of.opener.id] : []
    case 'anyone':
    case 'public':
    case 'unit':
    case 'node':
      return []
    default:
      return trustee satisfies never
  }
}
