import {
  type EntityJson,
  getCedarVersion,
  preparsePolicySet,
  statefulIsAuthorized,
} from '@cedar-policy/cedar-wasm/nodejs'
import { certain } from '#fault'
import type { LiveCase, Office, Official, Rule } from './office.ts'
import type { Question, Way } from './questions.ts'

/** The set of all policies; a procedure's own set has its name. */
const wholeSet = 'whole'

/**
 * A policy for each step of each procedure, parsed beforehand. There is no store of entities in Cedar: with
 * each question go the two it is about, the person with the office and the case with its steps, found here
 * as an application finds them.
 */
export function cedarOn({ rules, people, cases }: Office): readonly Way[] {
  const byProcedure = Map.groupBy(rules, ({ procedure }) => procedure)
  prepare(wholeSet, rules)
  for (const [procedure, own] of byProcedure) prepare(procedure, own)
  const persons = new Map(people.map((one) => [one.id, personEntity(one)]))
  const files = new Map(cases.map((one) => [one.object, fileEntity(one)]))
  const procedures = new Map(cases.map(({ object, procedure }) => [object, procedure]))
  const asked = (set: string, { person, permission, object }: Question): boolean => {
    const entities = [
      certain(persons.get(person.id), 'the entity of a person'),
      certain(files.get(object), 'the entity of an object'),
    ]
    const answer = statefulIsAuthorized({
      principal: { type: 'Person', id: person.id },
      action: { type: 'Action', id: permission },
      resource: { type: 'File', id: object },
      context: {},
      preparsedPolicySetId: set,
      entities,
    })
    if (answer.type === 'failure' || answer.response.diagnostics.errors.length > 0) {
      throw new Error(`bug: Cedar was asked wrongly: ${JSON.stringify(answer)}`)
    }
    return answer.response.decision === 'allow'
  }
  return [
    {
      name: 'cedar',
      rival: `Cedar (cedar-wasm ${getCedarVersion()}), a policy set for each procedure`,
      answers: (question) => asked(certain(procedures.get(question.object), 'its procedure'), question),
      asked: 4096,
      atOnce: 64,
    },
    {
      name: 'cedar.whole',
      rival: `Cedar (cedar-wasm ${getCedarVersion()}), one set of ${rules.length} policies`,
      answers: (question) => asked(wholeSet, question),
      asked: 1024,
      atOnce: 16,
    },
  ]
}

function prepare(name: string, rules: readonly Rule[]): void {
  const parsed = preparsePolicySet(name, { staticPolicies: rules.map(policyOf).join('\n') })
  if (parsed.type === 'failure') throw new Error(`bug: not Cedar: ${JSON.stringify(parsed.errors)}`)
}

function policyOf({ procedure, step, office, permits }: Rule): string {
  const actions = permits.map((permission) => `Action::"${permission}"`).join(', ')
  return `permit (
  principal in Office::"${office}",
  action in [${actions}],
  resource in Procedure::"${procedure}"
) when {
  resource has ${step} && resource.${step}.state == "valid" && resource.${step}.executor == principal
};`
}

function personEntity({ id, office }: Official): EntityJson {
  return { uid: { type: 'Person', id }, attrs: {}, parents: [{ type: 'Office', id: office }] }
}

function fileEntity({ object, procedure, taken }: LiveCase): EntityJson {
  const steps = taken.map(({ rule, by }, place) => {
    const state = place === taken.length - 1 ? 'valid' : 'invalid'
    return [rule.step, { state, executor: { __entity: { type: 'Person', id: by.id } } }] as const
  })
  return {
    uid: { type: 'File', id: object },
    attrs: Object.fromEntries(steps),
    parents: [{ type: 'Procedure', id: procedure }],
  }
}
