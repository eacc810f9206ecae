import { utf8 } from '#bytes'
import type { Speaker } from '#unit'
import { evaluation, evaluations } from './access-decisions.ts'
import { Citadel } from './fixture.ts'

/** For tests: one answer. */
export interface Told {
  readonly decision: boolean
  readonly context: Readonly<Record<string, unknown>>
}

/** For tests: a unit in which `ida` keeps a register, and the service `front` that asks about her. */
export interface Register extends Citadel {
  readonly service: Speaker
  readonly ida: Speaker
  /** The case of the register. */
  readonly of: string
  /** Whether she may read it, or what is asked instead. */
  question(instead?: object): Readonly<Record<string, unknown>>
  /** One answer, or the kind of refusal and what is said of it. */
  asked(question: unknown, as?: Speaker): Promise<Told | string>
  /** `true`, the reason of a no, or the refusal. */
  reason(instead: object, as?: Speaker): Promise<unknown>
  /** The same of several questions. */
  all(question: object, as?: Speaker): Promise<readonly unknown[] | string>
}

/** For tests: that unit. */
export function registering(): Register {
  const citadel = new Citadel()
  const service = citadel.own('front', 'service')
  const ida = citadel.own('ida')
  citadel.appoint('ida', 'editor')
  const of = citadel.open('register', ida)
  citadel.claim(of, 'keep', ida)
  const question = (instead: object = {}): Readonly<Record<string, unknown>> => ({
    subject: { type: 'user', id: 'ida' },
    action: { name: 'read' },
    resource: { type: 'register', id: of },
    ...instead,
  })
  const asked = async (one: unknown, as = service): Promise<Told | string> => {
    const body = utf8(typeof one === 'string' ? one : JSON.stringify(one))
    const told = await evaluation(citadel.ports, as, body)
    return told.ok ? (told.value as Told) : saidOf(told.fault)
  }
  const reason = async (instead: object, as = service): Promise<unknown> => {
    const told = await asked(question(instead), as)
    return typeof told === 'string' ? told : outcomeOf(told)
  }
  const all = async (several: object, as = service): Promise<readonly unknown[] | string> => {
    const told = await evaluations(citadel.ports, as, utf8(JSON.stringify(several)))
    if (!told.ok) return saidOf(told.fault)
    const { evaluations: each = [told.value as Told] } = told.value as { evaluations?: readonly Told[] }
    return each.map(outcomeOf)
  }
  return Object.assign(citadel, { service, ida, of, question, asked, reason, all })
}

function outcomeOf({ decision, context }: Told): unknown {
  return decision || context['reason']
}

function saidOf(fault: object): string {
  const { kind, at, cause } = fault as Readonly<Record<string, string>>
  return [kind, at ?? cause].filter((part) => part !== undefined).join(' ')
}
