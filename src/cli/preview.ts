import { z } from 'zod'
import { utf8 } from '#bytes'
import { accept, certain, type Result, refuse } from '#fault'
import { formAnswerTo, printable, sentenceFrom } from './answer.ts'
import type { CliFault } from './fault.ts'
import { deedOf, findPlan } from './perform.ts'
import type { Wish } from './plan.ts'
import type { Session } from './profile.ts'
import type { Deed } from './submit.ts'

const previewForm = z.object({
  foreseen: z.array(
    z.object({ act: z.string(), events: z.array(z.string()), opened: z.string().optional() }),
  ),
  refused: z.object({ act: z.string(), type: z.string(), status: z.int(), detail: z.string() }).optional(),
})

/** What acts would come to, all of which would be done. */
export type Preview = z.infer<typeof previewForm>['foreseen']

/** Asks what acts would come to if they were made now, one after the other; refused by the first that is. */
export async function preview(session: Session, deeds: readonly Deed[]): Promise<Result<Preview, CliFault>> {
  const { act, ...last } = certain(deeds.at(-1), 'an act to look at')
  const bytes = utf8(JSON.stringify({ ...last, first: deeds.slice(0, -1) }))
  const body = { type: 'application/json', bytes }
  const request = { method: 'POST', path: `/acts/${act}/preview`, body } as const
  const answer = await formAnswerTo(session.caller, request, previewForm)
  if (!answer.ok) return answer
  const { foreseen, refused } = answer.value
  if (!refused) return accept(foreseen)
  const { type, status } = refused
  const after = foreseen.map((one) => printable(one.act))
  const detail = sentenceFrom(refused.detail)
  return refuse({ kind: 'foreseen', act: printable(refused.act), after, type, status, detail })
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
  const opened = opens?.value[0]?.opened
  const deeds = plan.value.moves.map((move) => deedOf(move, deed, opened))
  return preview(session, deeds)
}

/** What would be done, a line an act. */
export function previewText(foreseen: Preview): string {
  const lines = foreseen.map(({ act, events }) => {
    const what = events.length === 0 ? '' : `: ${events.map(printable).join(', ')}`
    return `${printable(act)} would be done${what}\n`
  })
  return `${lines.join('')}nothing was done\n`
}
