import { z } from 'zod'
import { recordText, tableText } from './text-table.ts'
import {
  agreementForm,
  agreementLine,
  keyForm,
  type Line,
  spanText,
  text,
  unitForm,
  unitsText,
} from './trust-forms.ts'

const limitForm = keyForm.and(
  z.discriminatedUnion('bound', [
    z.object({ bound: z.literal('grade'), highest: text }),
    z.object({ bound: z.literal('hops'), spare: z.number() }),
    z.object({ bound: z.literal('validity'), until: text }),
    z.object({ bound: z.literal('status-age'), spareSeconds: z.number() }),
    z.object({ bound: z.literal('names'), name: text }),
  ]),
)

const obstacleForm = keyForm
  .extend({ with: text })
  .and(
    z.discriminatedUnion('bound', [
      z.object({ bound: z.literal('grade'), permits: z.array(text) }),
      z.object({ bound: z.literal('purpose'), permits: z.array(text) }),
      z.object({ bound: z.literal('names'), permits: z.array(text) }),
      z.object({ bound: z.literal('validity'), notBefore: text, notAfter: text }),
      z.object({ bound: z.literal('hops'), permits: z.number(), needs: z.number() }),
      z.object({ bound: z.literal('status-age'), permitsSeconds: z.number(), needsSeconds: z.number() }),
    ]),
  )

const nearestForm = z.union([
  z.literal('unconnected'),
  z.literal('unknown'),
  z.object({ agreements: z.array(agreementForm), obstacles: z.array(obstacleForm) }),
])

const differenceForm = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('mesh-finds-none') }),
  z.object({ kind: z.literal('mesh-unknown') }),
  z.object({
    kind: z.literal('mesh-finds-path'),
    trusted: z.array(unitForm),
    unnamed: keyForm.extend({ unit: text }).optional(),
  }),
  z.object({ kind: z.literal('mesh-forgers'), forgers: z.array(unitForm) }),
  z.object({ kind: z.literal('mesh-path-breaks') }),
])

const headForm = z.object({
  certificate: z.object({ subject: text, serial: text }),
  demanded: z.object({ purpose: text, grade: text }),
  differences: z.array(differenceForm),
})

/** What is told of a certificate. */
export const explanationForm = z.discriminatedUnion('answer', [
  headForm.extend({
    answer: z.literal('accepted'),
    home: unitForm,
    grade: text,
    until: text,
    path: z.array(agreementForm),
    limiting: z.array(limitForm),
    statuses: z.array(
      z.object({
        what: text,
        subject: text,
        asOf: text,
        ageSeconds: z.number(),
        secondsLeft: z.number().optional(),
      }),
    ),
    trusted: z.array(unitForm),
    forgers: z.array(unitForm),
    disjoint: z.object({ paths: z.number(), exact: z.boolean() }),
  }),
  headForm.extend({
    answer: z.literal('refused'),
    refusal: z.object({ detail: text }),
    where: z.enum(['issuer', 'agreements', 'certificate']),
    home: unitForm.optional(),
    nearest: nearestForm.optional(),
  }),
  headForm.extend({ answer: z.literal('unknown'), spent: text }),
])

type Told = z.infer<typeof explanationForm>
type Accepted = Extract<Told, { readonly answer: 'accepted' }>
type Refused = Extract<Told, { readonly answer: 'refused' }>
type Difference = z.infer<typeof differenceForm>

/** Why a certificate is accepted or not, for people. */
export function explanationText(told: Told): string {
  const { certificate, demanded } = told
  const asked = recordText([
    ['certificate', `${certificate.subject}, serial number ${certificate.serial}`],
    ['asked for', `${demanded.purpose}, grade ${demanded.grade}`],
    ['answer', answerWords(told)],
  ])
  const rest =
    told.answer === 'accepted' ? acceptedText(told) : told.answer === 'refused' ? refusedText(told) : ''
  return [asked, rest, ...told.differences.map(differenceText)].filter((part) => part !== '').join('\n')
}

function answerWords(told: Told): string {
  switch (told.answer) {
    case 'accepted':
      return `accepted, until ${told.until} if nothing new is learnt; highest grade ${told.grade}`
    case 'refused':
      return `refused: ${told.refusal.detail}`
    case 'unknown':
      return `not known, which is never taken for accepted: the search was given up (${told.spent})`
    default:
      return told satisfies never
  }
}

function acceptedText({ path, limiting, statuses, trusted, forgers, disjoint }: Accepted): string {
  const { paths, exact } = disjoint
  const count = `${exact ? '' : 'at least '}${paths} ${paths === 1 ? 'path' : 'paths'}`
  return [
    `path\n${tableText(path.map(agreementLine))}`,
    `narrowest bounds\n${tableText(limiting.map(limitLine))}`,
    `statuses\n${tableText(statuses.map(statusLine))}`,
    recordText([
      ['had to be trusted', unitsText(trusted)],
      ['each alone could have forged this', unitsText(forgers)],
      ['with no third unit in common', count],
    ]),
  ].join('\n')
}

function limitLine({ bound, by, agreement, ...limit }: z.infer<typeof limitForm>): Line {
  const narrowest = (): string => {
    if ('highest' in limit) return `up to ${limit.highest}`
    if ('spare' in limit) return `${limit.spare} more would do`
    if ('until' in limit) return `until ${limit.until}`
    if ('spareSeconds' in limit) return `${spanText(limit.spareSeconds)} to spare`
    return `\`${limit.name}\` and below`
  }
  return { bound, 'agreement by': by, narrowest: narrowest(), agreement }
}

function statusLine(status: Accepted['statuses'][number]): Line {
  const { what, subject, asOf, ageSeconds, secondsLeft } = status
  return {
    of: `${what} ${subject}`,
    'as of': asOf,
    age: spanText(ageSeconds),
    'good for': secondsLeft === undefined ? 'as the own record says' : spanText(secondsLeft),
  }
}

function refusedText({ where, home, nearest }: Refused): string {
  const unit = home?.unit ?? ''
  switch (where) {
    case 'issuer':
      return (
        'No unit that is followed, and has published its issuing keys, has issued this certificate: ' +
        '`trust plan --accept` tells how to recognise its unit.\n'
      )
    case 'certificate':
      return `Agreements lead to ${unit}; what does not stand is the certificate itself.\n`
    case 'agreements':
      return nearestText(unit, nearest)
    default:
      return where satisfies never
  }
}

function nearestText(unit: string, nearest: Refused['nearest']): string {
  if (nearest === undefined) return ''
  if (nearest === 'unconnected') return `No agreements lead to ${unit}, whatever their bounds.\n`
  if (nearest === 'unknown') return `The search for what comes nearest to ${unit} was given up.\n`
  const { agreements, obstacles } = nearest
  return [
    `nearest path to ${unit}\n${tableText(agreements.map(agreementLine))}`,
    `what stops it\n${obstacles.map((obstacle) => `- ${obstacleText(obstacle)}\n`).join('')}`,
  ].join('\n')
}

function obstacleText(obstacle: z.infer<typeof obstacleForm>): string {
  const subject = `the agreement of ${obstacle.by} with ${obstacle.with}`
  const listed = (list: readonly string[]): string => (list.length === 0 ? 'none' : list.join(', '))
  switch (obstacle.bound) {
    case 'grade':
      return `${subject} is for the grades ${listed(obstacle.permits)}`
    case 'purpose':
      return `${subject} is for ${listed(obstacle.permits)}`
    case 'names':
      return `${subject} is for the domains ${listed(obstacle.permits)}`
    case 'validity':
      return `${subject} is valid from ${obstacle.notBefore} to ${obstacle.notAfter}`
    case 'hops':
      return `${subject} lets ${obstacle.permits} more follow, and ${obstacle.needs} do`
    case 'status-age': {
      const { permitsSeconds, needsSeconds } = obstacle
      const age = `one is ${spanText(needsSeconds)} old`
      return `${subject} allows a status of ${spanText(permitsSeconds)}, and ${age}`
    }
    default:
      return obstacle satisfies never
  }
}

/** What the mesh says otherwise: it explains, and never decides. */
function differenceText(difference: Difference): string {
  switch (difference.kind) {
    case 'mesh-finds-none':
      return 'The mesh of agreements shows no such path; the search for paths has decided.\n'
    case 'mesh-unknown':
      return 'The mesh of agreements is too large to explain this.\n'
    case 'mesh-finds-path': {
      const { trusted, unnamed } = difference
      const why = unnamed
        ? `: the agreement ${unnamed.agreement} of ${unnamed.by} is not for the domain ${unnamed.unit}`
        : ''
      return `The mesh of agreements shows a path over ${unitsText(trusted)}, which is not accepted${why}.\n`
    }
    case 'mesh-forgers':
      return `By the mesh of agreements these alone could have forged it: ${unitsText(difference.forgers)}.\n`
    case 'mesh-path-breaks':
      return 'The mesh of agreements does not hold the path that was accepted.\n'
    default:
      return difference satisfies never
  }
}
