/**
 * `npm run offices [-- --cases N --seed FIRST]`: works cases of random procedures to their end in random
 * offices, with and without looking ahead; see docs/design/task-completability.md. Exit code 1 when a case
 * got stuck although every act had looked ahead.
 */
import { parseArgs } from 'node:util'
import { countOf, officesFrom, table, workAll } from './series.ts'

const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '2000' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
})
const [cases, seed] = [Number(values.cases), Number(values.seed)]

if (cases > 0 && Number.isSafeInteger(cases) && Number.isSafeInteger(seed)) {
  process.stdout.write(`seed ${seed}: ${cases} cases for each line, one in each office\n`)
  const all = workAll(officesFrom(seed, cases), seed)
  process.stdout.write(`${table(all)}\n`)
  const ahead = all.filter(({ arm }) => arm.looksAhead)
  process.exitCode = ahead.every((series) => countOf(series, 'finished') === cases) ? 0 : 1
} else {
  process.stderr.write('`--cases` and `--seed` are whole numbers\n')
  process.exitCode = 2
}
