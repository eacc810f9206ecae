import { hex, sha256, utf8 } from '#bytes'
import type { Instant } from '#clock'
import { certain, sure } from '#fault'
import { identitySlice } from '#identity'
import { organizationSlice } from '#organization'
import { permitByStep, procedureActs, procedureSlice } from '#procedure'
import { recognitionSlice } from '#recognition'
import { usesOf } from '#task'
import { Rehearsal, type Speaker, type State } from '#unit'

const peopleCount = 10_000
const officeCount = 50
const procedureCount = 100

/** One after the other, each taken by another office. */
const stages = [
  { step: 'register', permits: ['file.read', 'file.register', 'file.assign'] },
  { step: 'examine', permits: ['file.read', 'file.annotate'] },
  { step: 'decide', permits: ['file.read', 'file.approve', 'file.reject'] },
] as const

/** What a step of a procedure permits, and whom. */
export interface Rule {
  readonly procedure: string
  readonly step: string
  readonly office: string
  readonly permits: readonly string[]
}

export interface Official extends Speaker {
  readonly office: string
}

/** A case under way: the last of the steps taken is valid, those before it are completed. */
export interface LiveCase {
  readonly id: string
  readonly procedure: string
  readonly object: string
  readonly taken: readonly { readonly rule: Rule; readonly by: Official }[]
}

/** What a unit works at, told without the engine. */
export interface Office {
  readonly rules: readonly Rule[]
  readonly people: readonly Official[]
  readonly cases: readonly LiveCase[]
}

export function officeWith(caseCount: number): Office {
  const people = Array.from({ length: peopleCount }, (_, number) => officialAt(number))
  const rules = Array.from({ length: procedureCount }, (_, number) => rulesOf(number))
  const cases = Array.from({ length: caseCount }, (_, number): LiveCase => {
    const own = certain(rules[number % procedureCount], 'the rules of a procedure')
    const round = Math.floor(number / procedureCount)
    const taken = own.slice(0, 1 + (round % stages.length)).map((rule, place) => {
      const colleague = (number % procedureCount) + place + round * officeCount
      return { rule, by: inOffice(people, colleague) }
    })
    const id = String(number + 1)
    return { id, procedure: nameOf(number % procedureCount), object: `file/${id}`, taken }
  })
  return { rules: rules.flat(), people, cases }
}

/** The state after that work was done by acts, with their checks and without their signatures. */
export function stateOf({ people, cases }: Office): { readonly state: State; readonly time: Instant } {
  const unit = new Rehearsal({
    slices: [identitySlice, organizationSlice, recognitionSlice, procedureSlice],
    acts: procedureActs,
    queries: [],
    permit: permitByStep,
    eventsOfUse: usesOf,
    means: { random: nothingDrawn, signer: nothingDrawn },
    time: Date.UTC(2026, 10, 22, 12),
  })
  for (let number = 0; number < officeCount; number += 1) {
    const office = officeAt(number)
    unit.happen({ kind: 'office-established', office, title: office, layer: 'execution' })
  }
  for (const { id, office } of people) unit.happen({ kind: 'person-appointed', person: id, office })
  for (let number = 0; number < procedureCount; number += 1) {
    const text = textOf(number)
    const digest = hex(sha256(utf8(text)))
    unit.happen({ kind: 'procedure-adopted', procedure: nameOf(number), digest, text })
  }
  for (const one of cases) work(unit, one)
  return { state: unit.state, time: unit.time }
}

function work(unit: Rehearsal, { id, procedure, taken }: LiveCase): void {
  const opener = certain(taken[0], 'a step taken').by
  const done = (act: string, by: Speaker, input: object) =>
    sure(unit.act(act, by, input), `${act} in case ${id}`)
  done('case.open', opener, { procedure })
  for (const [place, { rule, by }] of taken.entries()) {
    const named = { case: id, step: rule.step }
    done('step.claim', by, named)
    if (place < taken.length - 1) done('step.complete', by, named)
  }
}

function nameOf(number: number): string {
  return `procedure-${number}`
}

function officeAt(number: number): string {
  return `office-${number % officeCount}`
}

function officialAt(number: number): Official {
  const id = `person.${number}`
  return { kind: 'person', id, key: hex(sha256(utf8(id))), office: officeAt(number) }
}

/** The office of the one at this place is `officeAt` of it too. */
function inOffice(people: readonly Official[], place: number): Official {
  return certain(people[place % peopleCount], 'an official')
}

function rulesOf(number: number): readonly Rule[] {
  return stages.map(({ step, permits }, place) => {
    return { procedure: nameOf(number), step, office: officeAt(number + place), permits }
  })
}

function textOf(number: number): string {
  const steps = rulesOf(number).map(({ step, office, permits }, place) => {
    const after = place === 0 ? '' : `after: ${certain(stages[place - 1], 'the step before').step}, `
    return `  ${step}: { ${after}by: { office: ${office} }, permits: [${permits.join(', ')}] }\n`
  })
  return `procedure: ${nameOf(number)}
title: { en: Procedure ${number} }
opened-by: anyone
objects: file/{case}
steps:
${steps.join('')}constraints:
  - different-people: [register, decide]
`
}

function nothingDrawn(): never {
  throw new Error('bug: an act of the procedure room drew')
}
