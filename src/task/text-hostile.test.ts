import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { parseProcedure } from './text.ts'

const head = 'procedure: p\ntitle: { en: P }\nopened-by: anyone\nsteps:\n'
const all = Array.from({ length: 64 }, (_, at) => `s${at}`)
const line = (of: string, more: string): string => `  ${of}: { by: anyone${more} }\n`

/** The worst that somebody could write: every way to many ties, and many ways through them. */
const hostile: Readonly<Record<string, string>> = {
  'each step requires all before it': all
    .map((id, at) => line(id, at > 0 ? `, requires: [${all.slice(0, at).join()}]` : ''))
    .join(''),
  'each step is before all that stand before it': all
    .map((id, at) => line(id, at > 0 ? `, before: [${all.slice(0, at).join()}]` : ''))
    .join(''),
  'all are together': all.map((id, at) => line(id, `, together: s${(at + 1) % 64}`)).join(''),
  'each excludes the forty after it': all
    .map((id, at) => line(id, `, excludes: [${all.slice(at + 1, at + 41).join() || 's0'}]`))
    .join(''),
  'thirty pairs exclude each other': all.map((id, at) => line(id, `, excludes: s${at ^ 1}`)).join(''),
  'eight outcomes of thirty steps are asked for': all
    .map((id, at) => {
      const asked = `, after: s${at - 32}, when: s${at - 32}.outcome == a`
      return line(id, at < 32 ? ', outcomes: [a, b, c, d, e, f, g, h]' : asked)
    })
    .join(''),
}

describe('a text with ties all over is looked at in bounded work', () => {
  for (const [name, steps] of Object.entries(hostile)) {
    test(name, () => {
      const parsed = parseProcedure(head + steps)
      assert.deepEqual(parsed.ok ? [] : parsed.fault, [])
    })
  }
})

test('ways beyond the budget are left out, and the others are whole', () => {
  const runs = (name: string): number | undefined => {
    const parsed = parseProcedure(head + (hostile[name] ?? ''))
    return parsed.ok ? parsed.value.procedure.runs?.length : 0
  }
  assert.equal(runs('eight outcomes of thirty steps are asked for'), undefined)
  assert.equal(runs('thirty pairs exclude each other'), undefined)
  assert.equal(runs('all are together'), 1)
})
