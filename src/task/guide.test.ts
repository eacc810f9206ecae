import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import { parse } from 'yaml'
import type { ConstraintForm, LoopForm, ProcedureForm, StepForm } from './form.ts'
import { parseProcedure } from './text.ts'

const guide = readFileSync(new URL('../../docs/procedures.md', import.meta.url), 'utf8')

/** Every example of the guide with the line it begins at. */
const examples = [...guide.matchAll(/^```yaml\n(.*?)^```$/gms)].map((match) => ({
  line: guide.slice(0, match.index).split('\n').length,
  text: match[1] ?? '',
}))

/** An example that does not begin with its name leaves out name, title and, unless it says, who opens it. */
function whole(text: string): string {
  if (/^procedure:/m.test(text)) return text
  const openedBy = /^opened-by:/m.test(text) ? '' : 'opened-by: anyone\n'
  return `procedure: example\ntitle: { en: Example }\n${openedBy}${text}`
}

describe('the guide for those who write procedures', () => {
  for (const { line, text } of examples) {
    test(`has a sound example at line ${line}`, () => {
      const parsed = parseProcedure(whole(text))
      assert.deepEqual(parsed.ok ? [] : parsed.fault, [])
    })
  }

  test('shows every key there is', () => {
    const forms = examples.map(({ text }) => parse(whole(text)) as ProcedureForm)
    const shown = new Set(
      forms.flatMap(({ steps, constraints = [], loops = [], ...rest }) => [
        ...Object.keys({ ...rest, steps, constraints, loops }),
        ...Object.values(steps).flatMap((step) => Object.keys(step)),
        ...[...constraints, ...loops].flatMap((one) => Object.keys(one)),
      ]),
    )
    assert.deepEqual(
      Object.keys(keys).filter((key) => !shown.has(key)),
      [],
    )
  })
})

type KeyOf<T> = T extends unknown ? keyof T : never

/** What the form of procedures has; the compiler tells of one that is missing. */
const keys: Readonly<Record<KeyOf<ProcedureForm | StepForm | ConstraintForm | LoopForm>, true>> = {
  ...{ procedure: true, title: true, 'opened-by': true, founding: true, data: true, objects: true },
  ...{ steps: true, constraints: true, loops: true },
  ...{ by: true, after: true, requires: true, excludes: true, together: true, triggers: true, before: true },
  ...{ when: true, permits: true, uses: true, within: true, outcomes: true, assign: true },
  ...{ delegation: true, training: true, 'break-glass': true, reviews: true, overrides: true },
  ...{ 'different-people': true, 'same-person': true, 'at-least': true, 'at-most': true, senior: true },
  ...{ 'same-office': true, 'different-office': true, 'same-unit': true, 'different-unit': true },
  ...{ from: true, to: true, release: true, rounds: true },
}
