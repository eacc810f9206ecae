import { z } from 'zod'
import { text } from './trust-forms.ts'

const repairForm = z.object({
  kind: z.literal('appoint'),
  office: text,
  training: z.array(text).default([]),
})

/** Why a case cannot be finished, and what would repair it. */
export const hinderedForm = z.object({ why: text.optional(), repairs: z.array(repairForm).optional() })

/** What an act would mean for those who work, as a unit tells it with a preview. */
export const impactForm = z.object({
  people: z.int(),
  steps: z.int(),
  rights: z.array(z.looseObject({ case: text, step: text, permission: text.optional(), person: text })),
  sessions: z.object({
    count: z.int(),
    told: z.array(z.looseObject({ principal: text, certificateSerial: text, underWay: z.int() })),
  }),
  services: z.array(text),
  signatures: z.int().default(0),
  cases: z.object({
    count: z.int(),
    told: z.array(hinderedForm.extend({ case: text, procedure: text })),
  }),
  procedure: hinderedForm
    .extend({ procedure: text, running: z.int(), completable: z.enum(['yes', 'no', 'unknown']) })
    .optional(),
})

export type ImpactTold = z.infer<typeof impactForm>

/** The same for people: a line of each kind, with what it is about below; nothing where it means nothing. */
export function impactText({ people, steps, rights, ...told }: ImpactTold): string {
  const { sessions, services, signatures, cases, procedure } = told
  return [
    ...listed(
      rights.length === 0
        ? undefined
        : `${counted(people, 'person', 'people')} would lose ${counted(steps, 'step')}`,
      rights.map((one) => {
        const part = one.permission === undefined ? '' : ` (${one.permission})`
        return `${one.person}: ${one.step} of case ${one.case}${part}`
      }),
    ),
    ...listed(
      sessions.count === 0 ? undefined : `${counted(sessions.count, 'open connection')} would be cut`,
      sessions.told.map(({ principal, certificateSerial, underWay }) => {
        const doing = underWay === 0 ? 'idle' : `${counted(underWay, 'request')} under way`
        return `${principal}, certificate ${certificateSerial}: ${doing}`
      }),
      sessions.count,
    ),
    ...services.map((service) => `service ${service} would admit nobody`),
    ...(signatures === 0
      ? []
      : [`${counted(signatures, 'signature')} on the record would be judged by when they were made`]),
    ...listed(
      cases.count === 0 ? undefined : `${counted(cases.count, 'case')} could not be finished any more`,
      cases.told.map((one) => `case ${one.case} (${one.procedure})${hindranceText(one)}`),
      cases.count,
    ),
    ...(procedure ? procedureLines(procedure) : []),
  ]
    .map((line) => `${line}\n`)
    .join('')
}

function procedureLines({ procedure, running, completable, ...hindered }: Adoption): readonly string[] {
  const keeps =
    running === 0 ? [] : [`${counted(running, 'running case')} of ${procedure} would go on as opened`]
  if (completable === 'yes') return keeps
  const how = completable === 'no' ? 'could not be finished' : 'could perhaps not be finished'
  return [...keeps, `a new case of ${procedure} ${how}${hindranceText(hindered)}`]
}

type Adoption = NonNullable<ImpactTold['procedure']>

/** The same for people, to follow what is so; empty where nothing hinders. */
export function hindranceText({ why, repairs = [] }: z.infer<typeof hinderedForm>): string {
  const offices = repairs.map(({ office, training }) => {
    return training.length === 0 ? office : `${office}, trained in ${training.join(' and ')},`
  })
  const way = offices.length === 0 ? '' : `; one more holder of ${offices.join(' or of ')} would repair it`
  return why === undefined ? way : `: ${why}${way}`
}

/** A heading with what is below it; `count` is how many there are, when not all are told. */
function listed(
  heading: string | undefined,
  told: readonly string[],
  count = told.length,
): readonly string[] {
  if (heading === undefined) return []
  const more = count > told.length ? [`  and ${count - told.length} more`] : []
  return [told.length === 0 ? heading : `${heading}:`, ...told.map((line) => `  ${line}`), ...more]
}

function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`
}
