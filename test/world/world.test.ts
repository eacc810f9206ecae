import { test } from 'node:test'
import { properties } from './properties.ts'

/** A short run, the same each time; `npm run world` makes longer ones with other seeds. */
const seeds = [1, 2]
const units = 4

for (const { name, claim, unitsMin, check } of properties) {
  for (const seed of seeds) {
    test(`${claim} (${name}, seed ${seed})`, (t) =>
      check({ seed, units: Math.max(units, unitsMin) }, (line) => t.diagnostic(line)))
  }
}
