/**
 * `npm run world [-- --seeds N --seed FIRST --units M --property name …]`: lets worlds of many units come
 * into being, each from its own seed, and looks whether what must hold holds; see docs/world.md. Exit code 1
 * when something did not.
 */
import { parseArgs } from 'node:util'
import { properties } from './properties.ts'
import type { Property } from './property.ts'

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '10' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    units: { type: 'string', default: '8' },
    property: { type: 'string', multiple: true, default: [] },
  },
})
const [seeds, first, units] = [Number(values.seeds), Number(values.seed), Number(values.units)]
const chosen = properties.filter(({ name }) => values.property.length === 0 || values.property.includes(name))
const unknown = values.property.filter((name) => !properties.some((property) => property.name === name))

if (unknown.length > 0) {
  refuseUsage(`no property is called ${unknown.join(', ')}; there are: ${namesOf(properties)}`)
} else if (!(seeds > 0 && Number.isSafeInteger(first) && units >= 2)) {
  refuseUsage('`--seeds`, `--seed` and `--units` are numbers')
} else {
  process.exitCode = (await run()) === 0 ? 0 : 1
}

/** How many worlds did not hold. */
async function run(): Promise<number> {
  process.stdout.write(`seeds ${first} to ${first + seeds - 1}, ${units} units: ${namesOf(chosen)}\n`)
  let failures = 0
  for (let seed = first; seed < first + seeds; seed += 1) {
    for (const property of chosen) if (!(await holds(property, seed))) failures += 1
  }
  process.stdout.write(failures === 0 ? 'everything held\n' : `${failures} did not hold\n`)
  return failures
}

async function holds(property: Property, seed: number): Promise<boolean> {
  const { name, unitsMin, check } = property
  const started = performance.now()
  const tell = (line: string): void => void process.stdout.write(`  ${line}\n`)
  try {
    await check({ seed, units: Math.max(units, unitsMin) }, tell)
    process.stdout.write(`${name} held with seed ${seed}, ${Math.round(performance.now() - started)} ms\n`)
    return true
  } catch (error) {
    const again = `npm run world -- --seeds 1 --seed ${seed} --units ${units} --property ${name}`
    process.stdout.write(`${name} did not hold; once more: ${again}\n${(error as Error).stack}\n`)
    return false
  }
}

function namesOf(list: readonly Property[]): string {
  return list.map(({ name }) => name).join(', ')
}

function refuseUsage(problem: string): void {
  process.stderr.write(`${problem}\n`)
  process.exitCode = 2
}
