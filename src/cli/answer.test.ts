import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sentenceFrom } from './answer.ts'
import { sentenceOf } from './fault.ts'
import { readProfile } from './profile.ts'

for (const [said, told] of [
  ['case `3` has no step `x`: look at `/cases/3` for its steps', '`case show 3` for its steps'],
  ['there is no case `9`: look at `/cases` for yours', '`case list` for yours'],
  ['no step permits it: see `/procedures`', 'see `procedure list`'],
  ['there is no act `x`: look at `/openapi`', 'look at `/openapi`'],
] as const) {
  test(`what a unit says to look at is told by its command: ${said}`, () => {
    assert.ok(sentenceFrom(said).endsWith(told), sentenceFrom(said))
  })
}

test('a folder into which no certificate was fetched says how to get it', () => {
  const profile = readProfile('/nowhere')
  assert.ok(!profile.ok)
  assert.match(sentenceOf(profile.fault), /^`\/nowhere` has no `unit\.json`: `chancery request fetch`/)
})
