import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { reportText } from '#signature'
import { allowed } from './allowed.ts'
import { attacks } from './attacks.ts'
import { allowedRow, rowOf } from './row.ts'
import { signWith, verified, wei } from './signer.ts'

describe('of a signed file the verifier', () => {
  test('says what the docs say of it, attacked or rightly added to', () => {
    const page = readFileSync(join(import.meta.dirname, '../../docs/design/pdf-attacks.md'), 'utf8')
    const rows = page.split('\n').filter((line) => line.startsWith('| `'))
    const due = [...attacks.map(rowOf), ...allowed.map(allowedRow)]
    assert.deepEqual(rows, due, 'write it anew: `node test/pdf-attacks/main.ts`')
  })

  test('never says that nothing was changed when something was', () => {
    for (const { name, build } of attacks) {
      const report = verified(build(signWith(wei)))
      const [english = ''] = reportText(report, 'en')
      const [chinese = ''] = reportText(report, 'zh')
      assert.doesNotMatch(english, /not changed since/, name)
      assert.doesNotMatch(chinese, /此后未被改动/, name)
    }
  })
})
