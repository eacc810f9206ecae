import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { casesMin, diverges, type SuiteName, type Verdict } from './verdict.ts'

/** A case that is known to be answered otherwise than its suite expects, and why that is so. */
export interface Exception {
  readonly suite: SuiteName
  readonly id: string
  readonly expected: string
  readonly got: string
  readonly reason: string
}

/** What in a run is not as the exceptions say. */
export type Discrepancy =
  | { readonly kind: 'cases-missing'; readonly suite: SuiteName; readonly cases: number }
  | { readonly kind: 'unlisted'; readonly verdict: Verdict }
  /** The case is answered as expected by now, or in a third way. */
  | { readonly kind: 'no-longer-true'; readonly exception: Exception; readonly verdict: Verdict }
  | { readonly kind: 'no-such-case'; readonly exception: Exception }
  | { readonly kind: 'without-reason'; readonly exception: Exception }

/** The suites of which a run has answered fewer cases than they have. */
export function shortfalls(verdicts: readonly Verdict[]): readonly Discrepancy[] {
  return (Object.keys(casesMin) as readonly SuiteName[]).flatMap((suite) => {
    const cases = verdicts.filter((verdict) => verdict.suite === suite).length
    return cases < casesMin[suite] ? [{ kind: 'cases-missing', suite, cases }] : []
  })
}

export function knownExceptions(): readonly Exception[] {
  const text = readFileSync(join(import.meta.dirname, 'exceptions.json'), 'utf8')
  return JSON.parse(text) as readonly Exception[]
}

/** Holds a run against the exceptions, of every suite it ran; divergences that only get reported are free. */
export function discrepancies(
  verdicts: readonly Verdict[],
  exceptions: readonly Exception[],
): readonly Discrepancy[] {
  const listed = new Map(exceptions.map((exception) => [keyOf(exception), exception]))
  const ran = new Map(verdicts.map((verdict) => [keyOf(verdict), verdict]))
  const unlisted = verdicts.flatMap((verdict): readonly Discrepancy[] => {
    const isNews = verdict.gated && diverges(verdict) && !listed.has(keyOf(verdict))
    return isNews ? [{ kind: 'unlisted', verdict }] : []
  })
  return [...unlisted, ...exceptions.flatMap((exception) => untruth(exception, ran.get(keyOf(exception))))]
}

function untruth(exception: Exception, verdict: Verdict | undefined): readonly Discrepancy[] {
  if (!verdict) return [{ kind: 'no-such-case', exception }]
  if (exception.reason.trim() === '') return [{ kind: 'without-reason', exception }]
  const isTrue = diverges(verdict) && verdict.expected === exception.expected && verdict.got === exception.got
  return isTrue ? [] : [{ kind: 'no-longer-true', exception, verdict }]
}

function keyOf({ suite, id }: Pick<Verdict, 'suite' | 'id'>): string {
  return `${suite} ${id}`
}
