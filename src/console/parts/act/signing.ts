import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { deedOf, type Plan } from '#errand'
import type { Envelope, Intention, Receipt } from '../../wire/act.ts'
import { Problem } from '../../wire/problem.ts'
import { openedBy } from './errand.ts'
import { sendUntilAnswered, signed } from './sign-and-send.ts'

/** The acts of a plan on their way: those that stand on the record, and why it stopped after them. */
export interface Course {
  readonly plan: Plan
  readonly wished: Intention
  readonly receipts: readonly Receipt[]
  /** The case that the plan opened. */
  readonly opened?: string
  readonly isRunning: boolean
  readonly problem?: unknown
  /** Sent without an answer: whether it stands on the record only sending it again will tell. */
  readonly unanswered?: Envelope
}

interface Signing {
  readonly course: Course | undefined
  readonly begin: (plan: Plan, wished: Intention) => Promise<void>
  /** Goes on with the act that was refused or not answered. */
  readonly goOn: () => Promise<void>
}

/** Signs the acts of a plan one after another and sends each. */
export function useSigning(): Signing {
  const client = useQueryClient()
  const [course, setCourse] = useState<Course>()
  const follow = async (from: Course): Promise<void> => {
    let now: Course = from
    const tell = (next: Course): void => {
      now = next
      setCourse(next)
    }
    tell(running(now))
    while (now.receipts.length < now.plan.moves.length && now.isRunning) {
      tell(await step(now))
    }
    tell({ ...now, isRunning: false })
    void client.invalidateQueries()
  }
  return {
    course,
    begin: (plan, wished) => follow({ plan, wished, receipts: [], isRunning: true }),
    goOn: () => (course ? follow(course) : Promise.resolve()),
  }
}

function running({ problem: _, ...course }: Course): Course {
  return { ...course, isRunning: true }
}

/** One more act on the record, or why not. */
async function step(course: Course): Promise<Course> {
  const { plan, wished, receipts, opened, unanswered, ...rest } = course
  const move = plan.moves[receipts.length]
  if (move === undefined) return course
  const intention = deedOf(move, wished, opened)
  let envelope = unanswered
  try {
    envelope ??= await signed(intention)
    const receipt = await sendUntilAnswered(intention.act, envelope)
    const number = openedBy(receipt) ?? opened
    return {
      ...rest,
      ...{ plan, wished, receipts: [...receipts, receipt] },
      ...(number !== undefined && { opened: number }),
    }
  } catch (problem) {
    const isLost = problem instanceof Problem && problem.status === 0 && envelope !== undefined
    return { ...course, isRunning: false, problem, ...(isLost && envelope && { unanswered: envelope }) }
  }
}
