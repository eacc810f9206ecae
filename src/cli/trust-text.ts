import { z } from 'zod'
import { explanationForm, explanationText } from './explanation-text.ts'
import { recordText, tableText } from './text-table.ts'
import { agreementForm, agreementLine, spanText, text, unitForm, unitsText } from './trust-forms.ts'

const planForm = z.discriminatedUnion('answer', [
  unitForm.extend({ answer: z.literal('unneeded'), awaited: z.boolean(), path: z.array(agreementForm) }),
  unitForm.extend({
    answer: z.literal('plans'),
    plans: z.array(
      z.object({
        with: text,
        key: text,
        domains: z.array(text),
        purpose: text,
        grade: text,
        hops: z.number(),
        statusAgeSeconds: z.number(),
        onward: z.array(agreementForm),
        existing: z.array(text),
        opens: z.array(unitForm),
      }),
    ),
  }),
  unitForm.extend({ answer: z.enum(['none', 'unknown']) }),
])

type PlanTold = z.infer<typeof planForm>
type OnePlan = Extract<PlanTold, { readonly answer: 'plans' }>['plans'][number]

const useForm = z.object({ purpose: text, grade: text })

const impactForm = z.object({
  lost: z.union([z.literal('unknown'), z.array(unitForm.extend({ accepted: z.array(useForm) }))]),
  unfollowed: z.array(unitForm),
  visitors: z.array(
    z.object({ visitor: text, offices: z.array(text), grade: text, until: text, reason: text }),
  ),
})

/** What explains, plans and weighs trust, for people; `undefined` for what has no such form. */
export function trustText(query: string, answer: unknown): string | undefined {
  switch (query) {
    case 'trust.explain':
      return formed(explanationForm, answer, explanationText)
    case 'trust.plan':
      return formed(planForm, answer, planText)
    case 'trust.impact':
      return formed(impactForm, answer, impactText)
    default:
      return undefined
  }
}

function formed<T>(form: z.ZodType<T>, answer: unknown, tell: (value: T) => string): string | undefined {
  const checked = form.safeParse(answer)
  return checked.success ? tell(checked.data) : undefined
}

function planText(told: PlanTold): string {
  switch (told.answer) {
    case 'unneeded': {
      const why = told.awaited
        ? 'agreements lead to it already; a bundle on the way is not at hand yet, or no longer fresh'
        : 'it is accepted already'
      return `${told.unit}: ${why}.\n\npath\n${tableText(told.path.map(agreementLine))}`
    }
    case 'plans':
      return told.plans.map((plan, place) => onePlanText(plan, place + 1)).join('\n')
    case 'none':
      return `Nothing this unit could sign leads to ${told.unit}, as far as is known.\n`
    case 'unknown':
      return `The search for what leads to ${told.unit} was given up.\n`
    default:
      return told satisfies never
  }
}

function onePlanText(plan: OnePlan, number: number): string {
  const { with: unit, key, domains, purpose, grade, hops, statusAgeSeconds } = plan
  const { onward, existing, opens } = plan
  return recordText([
    [`${number}.`, `sign one agreement with ${unit} (key ${key})`],
    ['for at least', `grade ${grade}, purpose ${purpose}, domains ${domains.join(', ')}`],
    ['further hops', hops],
    ['status age', `${spanText(statusAgeSeconds)} or more, as of now`],
    ...(existing.length === 0 ? [] : [['in place of', existing.join(', ')] as const]),
    ...(onward.length === 0
      ? []
      : [['leads on by', onward.map(({ by, with: other }) => `${by} → ${other}`).join(', ')] as const]),
    ['also opens', unitsText(opens)],
  ])
}

/** Why visits end, in words. */
const reasons: Readonly<Record<string, string>> = {
  'agreement-withdrawn': 'came by this agreement',
  'path-lost': 'no path is left',
  'path-weaker': 'fewer paths, or a lower grade, are left',
}

function impactText({ lost, unfollowed, visitors }: z.infer<typeof impactForm>): string {
  const units =
    lost === 'unknown'
      ? 'Whom it would shut out is not known: the search was given up.\n'
      : lost.length === 0
        ? 'No unit would be shut out.\n'
        : `no longer accepted\n${tableText(lost.map(lostLine))}`
  const people = visitors.map(({ reason, ...visitor }) => ({ ...visitor, why: reasons[reason] ?? reason }))
  return [
    units,
    unfollowed.length === 0 ? '' : `no longer followed: ${unitsText(unfollowed)}\n`,
    people.length === 0 ? 'No visit would end.\n' : `visits that would end\n${tableText(people)}`,
  ]
    .filter((part) => part !== '')
    .join('\n')
}

type Lost = Exclude<z.infer<typeof impactForm>['lost'], 'unknown'>[number]

function lostLine({ unit, accepted }: Lost): Readonly<Record<string, unknown>> {
  const byPurpose = Map.groupBy(accepted, ({ purpose }) => purpose)
  const uses = [...byPurpose].map(
    ([purpose, all]) => `${purpose}: ${all.map(({ grade }) => grade).join(', ')}`,
  )
  return { unit, 'for purpose and grades': uses.join('; ') }
}
