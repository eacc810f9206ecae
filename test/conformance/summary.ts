import type { Discrepancy } from './exceptions.ts'
import { casesMin, diverges, type Verdict } from './verdict.ts'

/** How many cases of a suite, or of a section of it, were answered as expected. */
export interface Count {
  readonly suite: string
  readonly section: string
  readonly cases: number
  readonly asExpected: number
  readonly gated: boolean
}

/** One count for each section, in the order in which they ran. */
export function countsOf(verdicts: readonly Verdict[]): readonly Count[] {
  const sections = Map.groupBy(verdicts, ({ suite, section }) => `${suite} ${section}`)
  return [...sections.values()].flatMap((all) => {
    const [first] = all
    if (!first) return []
    const { suite, section, gated } = first
    const asExpected = all.filter((verdict) => !diverges(verdict)).length
    return [{ suite, section, cases: all.length, asExpected, gated }]
  })
}

/** The counts as a table for people. */
export function tableOf(counts: readonly Count[]): string {
  const rows = counts.map(({ suite, section, cases, asExpected, gated }) => {
    return [suite, section, `${asExpected}/${cases}`, gated ? '' : 'reported only']
  })
  const table = [['suite', 'section', 'as expected', ''], ...rows]
  const widths = [0, 1, 2].map((column) => Math.max(...table.map((row) => row[column]?.length ?? 0)))
  const lines = table.map((row) => row.map((text, column) => text.padEnd(widths[column] ?? 0)).join('  '))
  return lines.map((line) => line.trimEnd()).join('\n')
}

/** One line of JSON: per suite how many cases ran, how many count, and how those were answered. */
export function summaryOf(
  verdicts: readonly Verdict[],
  exceptions: number,
  found: readonly Discrepancy[],
): string {
  const suites = [...Map.groupBy(verdicts, ({ suite }) => suite)].map(([suite, all]) => {
    const gated = all.filter((verdict) => verdict.gated)
    const divergent = gated.filter(diverges).length
    return [suite, { cases: all.length, gated: gated.length, divergent }] as const
  })
  return JSON.stringify({ suites: Object.fromEntries(suites), exceptions, discrepancies: found.length })
}

/** What is wrong with a run, in words. */
export function discrepancyText(found: Discrepancy): string {
  switch (found.kind) {
    case 'unlisted': {
      const { suite, id, expected, got, why } = found.verdict
      return `${suite} ${id}: expected \`${expected}\`, got \`${got}\`${why && ` (${why})`}`
    }
    case 'no-longer-true': {
      const { suite, id, expected, got } = found.verdict
      return `${suite} ${id}: the exception is no longer true (expected \`${expected}\`, got \`${got}\`)`
    }
    case 'cases-missing':
      return `${found.suite}: only ${found.cases} of ${casesMin[found.suite]} cases are there`
    case 'no-such-case':
      return `${found.exception.suite} ${found.exception.id}: the exception is about no case of the suite`
    case 'without-reason':
      return `${found.exception.suite} ${found.exception.id}: the exception gives no reason`
    default:
      return found satisfies never
  }
}
