import assert from 'node:assert/strict'
import { test } from 'node:test'
import { constitution } from '#node'
import { actForms, chineseActLabels } from '#wording'

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
