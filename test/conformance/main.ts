/**
 * `npm run conformance [-- --data DIR] [--verbose]`: answers the path cases that others have published (NIST
 * PKITS, C2SP x509-limbo, Netflix BetterTLS) and holds the answers against what they expect and against
 * `exceptions.json`. Counts and the summary (the last line, JSON) go to standard output, what is wrong to
 * standard error. Exit code 0: as the suites and the exceptions say; 1: not so; 2: it could not be run.
 */
import { parseArgs } from 'node:util'
import { discrepancies, knownExceptions, shortfalls } from './exceptions.ts'
import { missingFiles, usualFolder } from './public-data.ts'
import { runAll } from './run.ts'
import { countsOf, discrepancyText, summaryOf, tableOf } from './summary.ts'
import { diverges, type Verdict } from './verdict.ts'

const { values } = parseArgs({ options: { data: { type: 'string' }, verbose: { type: 'boolean' } } })
const folder = values.data ?? usualFolder
const missing = missingFiles(folder)
if (missing.length > 0) {
  const files = missing.map((file) => `\`${file}\``).join(', ')
  process.stderr.write(
    `\`${folder}\` holds no ${files}: give the folder of the public data by \`--data DIR\`\n`,
  )
  process.exitCode = 2
} else conform(runAll(folder))

function conform(verdicts: readonly Verdict[]): void {
  const exceptions = knownExceptions()
  const found = [...shortfalls(verdicts), ...discrepancies(verdicts, exceptions)]
  const told = values.verbose ? verdicts : verdicts.filter((verdict) => !verdict.gated && diverges(verdict))
  for (const { suite, id, expected, got, why } of told) {
    process.stdout.write(`${suite} ${id}: expected \`${expected}\`, got \`${got}\`${why && ` (${why})`}\n`)
  }
  process.stdout.write(`${tableOf(countsOf(verdicts))}\n${summaryOf(verdicts, exceptions.length, found)}\n`)
  for (const one of found) process.stderr.write(`${discrepancyText(one)}\n`)
  if (found.length > 0) process.exitCode = 1
}
