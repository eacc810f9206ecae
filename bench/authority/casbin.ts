import { type Enforcer, newEnforcer, newModelFromString, StringAdapter } from 'casbin'
import { certain } from '#fault'
import type { LiveCase, Office, Official, Rule } from './office.ts'
import { liveStep, type Question, type Way } from './questions.ts'

const byRule = `r.obj.procedure == p.procedure && r.act == p.act && r.obj.live == p.step
  && r.obj.executor == r.sub.id && p.office == r.sub.office`
const byLine = 'r.sub == p.sub && r.act == p.act && r.obj == p.obj'
const byHand = 'r.sub == r.obj.executor && r.act in r.obj.permits'

/** What an application hands in about an object; read by the matchers. */
interface File {
  readonly procedure: string
  readonly live: string
  readonly executor: string
  readonly permits: readonly string[]
}

/**
 * The same rules in the ways its documentation shows: attributes of the person and the case compared with
 * the lines of rules, all or the procedure's own ("policy sharding"); a line for each permission of each
 * person; attributes alone. Always `enforceSync`, the fastest; without the cache of whole decisions, which
 * would have to be thrown away at every act.
 */
export async function casbinOn({ rules, people, cases }: Office): Promise<readonly Way[]> {
  const persons = new Map<string, Official>(people.map((one) => [one.id, one]))
  const files = new Map(cases.map((one) => [one.object, fileOf(one)]))
  const ruled = 'procedure, step, office, act'
  const shards = new Map<string, Enforcer>()
  for (const [procedure, own] of Map.groupBy(rules, ({ procedure }) => procedure)) {
    shards.set(procedure, await enforcer(ruled, byRule, own.flatMap(ruleLines)))
  }
  const whole = await enforcer(ruled, byRule, rules.flatMap(ruleLines))
  const lines = cases.flatMap(grantLines)
  const lined = await enforcer('sub, obj, act', byLine, lines)
  const handed = await enforcer('sub, obj, act', byHand, [])
  const fileNamed = (object: string): File => certain(files.get(object), 'the attributes of an object')
  const attributes = ({ person, object, permission }: Question) =>
    [certain(persons.get(person.id), 'those of a person'), fileNamed(object), permission] as const
  return [
    {
      name: 'casbin',
      rival: 'Casbin, an enforcer for each procedure with the lines of its rules',
      answers: (question) => {
        const own = certain(shards.get(fileNamed(question.object).procedure), 'the enforcer of a procedure')
        return own.enforceSync(...attributes(question))
      },
      asked: 32_768,
      atOnce: 256,
    },
    {
      name: 'casbin.whole',
      rival: 'Casbin, one enforcer with the lines of all rules',
      answers: (question) => whole.enforceSync(...attributes(question)),
      asked: 1024,
      atOnce: 16,
    },
    {
      name: 'casbin.lines',
      rival: `Casbin, ${lines.length} lines of person, object and permission`,
      answers: ({ person, object, permission }) => lined.enforceSync(person.id, object, permission),
      asked: 64,
      atOnce: 16,
    },
    {
      name: 'casbin.handed',
      rival: 'Casbin without rules, handed who holds the live step and what it permits',
      answers: ({ person, object, permission }) =>
        handed.enforceSync(person.id, fileNamed(object), permission),
      asked: 32_768,
      atOnce: 256,
    },
  ]
}

function enforcer(policy: string, matcher: string, lines: readonly string[]): Promise<Enforcer> {
  const model = newModelFromString(`[request_definition]
r = sub, obj, act
[policy_definition]
p = ${policy}
[policy_effect]
e = some(where (p.eft == allow))
[matchers]
m = ${matcher.replaceAll('\n', ' ')}
`)
  return lines.length === 0 ? newEnforcer(model) : newEnforcer(model, new StringAdapter(lines.join('\n')))
}

function ruleLines({ procedure, step, office, permits }: Rule): readonly string[] {
  return permits.map((permission) => `p, ${procedure}, ${step}, ${office}, ${permission}`)
}

function grantLines(one: LiveCase): readonly string[] {
  const { rule, by } = liveStep(one)
  return rule.permits.map((permission) => `p, ${by.id}, ${one.object}, ${permission}`)
}

function fileOf(one: LiveCase): File {
  const { rule, by } = liveStep(one)
  return { procedure: one.procedure, live: rule.step, executor: by.id, permits: rule.permits }
}
