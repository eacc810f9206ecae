/**
 * `npm run flips [-- --file NAME … --stride N]`: flips the octets of signed files one by one and has each
 * file verified; see docs/fuzzing.md. Exit code 1 when a flip goes unnoticed.
 */
import { parseArgs } from 'node:util'
import { subjects } from './files.ts'
import { flipAll } from './flip.ts'

/** Enough to see where in the file they lie. */
const placesPrinted = 20

const { values } = parseArgs({
  options: { file: { type: 'string', multiple: true, default: [] }, stride: { type: 'string' } },
})
const stride = values.stride === undefined ? undefined : Number(values.stride)
const all = subjects()
const chosen = values.file.length === 0 ? all : all.filter(({ name }) => values.file.includes(name))
const names = [...new Set(all.map(({ name }) => name))].join('; ')

if (chosen.length === 0) refuseUsage(`there are these files: ${names}`)
else if (stride !== undefined && !(Number.isSafeInteger(stride) && stride > 0)) {
  refuseUsage('`--stride` is a whole number from 1 on')
} else {
  const columns = ['file', 'level', 'octets', 'every', 'flips', 'unreadable', 'unsigned', 'failed']
  print([...columns, 'indeterminate', 'passed, told', 'unnoticed', 'forged'])
  print(Array.from({ length: 12 }, () => '---'))
  for (const subject of chosen) {
    const tally = flipAll(subject, stride)
    const { flips, unreadable, unsigned, failed, indeterminate, passedAndTold, unnoticed, forged } = tally
    const { name, level, bytes } = subject
    const found = [
      unreadable,
      unsigned,
      failed,
      indeterminate,
      passedAndTold,
      unnoticed.length,
      forged.length,
    ]
    print([name, level, bytes.length, stride ?? subject.stride, flips, ...found])
    for (const place of [...unnoticed, ...forged].slice(0, placesPrinted))
      console.error(`${name} ${level}: ${place}`)
    if (unnoticed.length + forged.length > 0) process.exitCode = 1
  }
}

function print(cells: readonly (string | number)[]): void {
  console.log(`| ${cells.join(' | ')} |`)
}

function refuseUsage(problem: string): void {
  process.stderr.write(`${problem}\n`)
  process.exitCode = 2
}
