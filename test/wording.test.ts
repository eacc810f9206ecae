import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { sure } from '#fault'
import { constitution } from '#node'
import { parseProcedure } from '#task'
import { actForms, chineseActLabels, languages } from '#wording'

for (const form of actForms(constitution.acts)) {
  test(`${form.name} and every field of it have words in both languages`, () => {
    const fields = Object.values(form.fields)
    const wordings = [
      form.label,
      ...fields.flatMap(({ label, hint, choices = {} }) => [
        label,
        ...(hint ? [hint] : []),
        ...Object.values(choices),
      ]),
    ]
    for (const { en, zh } of wordings) {
      assert.match(en, /^\S.*[^.\s]$/)
      assert.match(zh, /\p{Script=Han}|^(PEM|YAML|base64)$/u)
      assert.doesNotMatch(zh, /[。.]$|\p{Script=Han}[,:;!?]/u)
    }
    assert.match(form.label.en, /^[A-Z]/)
    assert.deepEqual(
      Object.keys(form.fields),
      Object.keys(('properties' in form.schema && form.schema.properties) || {}),
    )
  })
}

test('no act is told that there is not', () => {
  const names = constitution.acts.map(({ name }) => name)
  assert.deepEqual(Object.keys(chineseActLabels).sort(), names.sort())
})

const folder = new URL('../procedures/', import.meta.url)

for (const file of readdirSync(folder)) {
  test(`${file} has titles for itself, its steps and its data in every language`, () => {
    const text = readFileSync(new URL(file, folder), 'utf8')
    const { procedure } = sure(parseProcedure(text), file)
    const { steps, data } = procedure
    const titled = [procedure, ...steps, ...data, ...steps.flatMap((step) => step.data)]
    for (const { title } of titled) {
      assert.deepEqual(Object.keys(title ?? {}).sort(), [...languages].sort())
    }
  })
}
