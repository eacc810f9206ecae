import type { Instant } from '#clock'

/** From when until before when somebody is away. */
export interface Period {
  readonly from: Instant
  readonly until: Instant
}

/** When a person is away: neither overlapping nor touching one another. */
export interface Absences {
  /** Began, and has not ended. */
  readonly running?: Period
  /** Declared and not begun, the earliest first. */
  readonly ahead: readonly Period[]
}

export const noAbsences: Absences = { ahead: [] }

/** With one more: it becomes one with those it overlaps or touches, so that declaring more prolongs. */
export function withPeriod({ running, ahead }: Absences, declared: Period): Absences {
  const touching = [...(running ? [running] : []), ...ahead].filter((known) => touches(known, declared))
  const whole = touching.reduce(union, declared)
  const others = ahead.filter((known) => !touching.includes(known))
  if (running && touching.includes(running)) return { running: whole, ahead: others }
  const sorted = [...others, whole].sort((a, b) => a.from - b.from)
  return { ...(running && { running }), ahead: sorted }
}

/** The one ahead that goes on until then has begun; or, if it was not declared, one at this time. */
export function begun({ ahead }: Absences, until: Instant, at: Instant): Absences {
  const declared = ahead.find((period) => period.until === until)
  return {
    running: { from: declared?.from ?? at, until },
    ahead: ahead.filter((period) => period !== declared),
  }
}

/** The running one is over. */
export function ended({ ahead }: Absences): Absences {
  return { ahead }
}

/** Without the one ahead that would begin then. */
export function withoutPeriod({ running, ahead }: Absences, from: Instant): Absences {
  return { ...(running && { running }), ahead: ahead.filter((period) => period.from !== from) }
}

function touches(a: Period, b: Period): boolean {
  return a.from <= b.until && b.from <= a.until
}

function union(a: Period, b: Period): Period {
  return { from: Math.min(a.from, b.from), until: Math.max(a.until, b.until) }
}
