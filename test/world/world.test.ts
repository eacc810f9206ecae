import { spawnSync } from 'node:child_process'
import { test } from 'node:test'
import { properties } from './properties.ts'

/** A short run, the same each time: `npm run world` makes longer ones with other seeds. */
const seed = 1
const units = 4

const hasOpenssl = spawnSync('openssl', ['version']).status === 0

for (const { name, claim, unitsMin, usesOpenssl, check } of properties) {
  const skip = usesOpenssl === true && !hasOpenssl ? 'there is no `openssl` here' : false
  test(`${claim} (${name}, seed ${seed})`, { skip }, (t) =>
    check({ seed, units: Math.max(units, unitsMin) }, (line) => t.diagnostic(line)),
  )
}
