import { z } from 'zod'
import { utf8 } from '#bytes'
import { type Deed, deedOf, type Wish } from '#errand'
import { accept, certain, type Result, refuse } from '#fault'
import { formAnswerTo, printable, sentenceFrom } from './answer.ts'
import type { CliFault } from './fault.ts'
import { impactForm, impactText } from './impact-text.ts'
import { findPlan } from './perform.ts'
import type { Session } from './profile.ts'

const previewForm = z.object({
  foreseen: z.array(
    z.object({ act: z.string(), events: z.array(z.string()), opened: z.string().optional() }),
  ),
  refused: z.object({ act: z.string(), type: z.string(), status: z.int(), detail: z.string() }).optional(),
  impact: impactForm.optional(),
})

/** What acts would come to, all of which would be done, and what the one that is asked about would mean. */
export type Preview = Omit<z.infer<typeof previewForm>, 'refused'>

/** Asks what acts would come to if they were made now, one after the other; refused by the first that is. */
export async function preview(session: Session, deeds: readonly Deed[]): Promise<Result<Preview, CliFault>> {
  const { act, ...last } = certain(deeds.at(-1), 'an act to look at')
  const bytes = utf8(JSON.stringify({ ...last, first: deeds.slice(0, -1) }))
  const body = { type: 'application/json', bytes }
  const request = { method: 'POST', path: `/acts/${act}/preview`, body } as const
  const answer = await formAnswerTo(session.caller, request, previewForm)
  if (!answer.ok) return answer
  const { foreseen, refused, impact } = answer.value
  const meant = impact ? { impact } : {}
  if (!refused) return accept({ foreseen, ...meant })
  const { type, status } = refused
  const after = foreseen.map((one) => printable(one.act))
  const detail = sentenceFrom(refused.detail)
  return refuse({ kind: 'foreseen', act: printable(refused.act), after, type, status, detail, ...meant })
}

/** The same for an act whose step is still to be found: with the moves of its plan. */
export async function previewPlan(
  session: Session,
  deed: Deed,
  wish: Omit<Wish, 'me' | 'data'>,
): Promise<Result<Preview, CliFault>> {
  const plan = await findPlan(session, deed, wish)
  if (!plan.ok) return plan
  const [opening] = plan.value.moves
  // The number of the case is in the names of what comes after.
  const opens =
    opening?.move === 'open' ? await preview(session, [deedOf(opening, deed, undefined)]) : undefined
  if (opens && !opens.ok) return opens
  const opened = opens?.value.foreseen[0]?.opened
  const { moves } = plan.value
  const deeds = moves.map((move) => deedOf(move, deed, opened))
  // What is told of the last act is wanted of the one that was asked for.
  const upToIt = deeds.slice(0, moves.findIndex(({ move }) => move === 'act') + 1)
  const asked = await preview(session, upToIt)
  if (!asked.ok || upToIt.length === deeds.length) return asked
  const whole = await preview(session, deeds)
  return whole.ok ? accept({ ...asked.value, foreseen: whole.value.foreseen }) : whole
}

/** What would be done, a line an act, and what it would mean for others. */
export function previewText({ foreseen, impact }: Preview): string {
  const lines = foreseen.map(({ act, events }) => {
    const what = events.length === 0 ? '' : `: ${events.map(printable).join(', ')}`
    return `${printable(act)} would be done${what}\n`
  })
  return `${lines.join('')}${impact ? impactText(impact) : ''}nothing was done\n`
}
