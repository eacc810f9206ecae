import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { asicRow, cadesRow, jadesRow, reportText } from '#signature'
import { signed } from './attack.ts'
import { attacks } from './attacks.ts'
import { reportOn, rowOf } from './row.ts'

describe('an attack on a signed file', () => {
  test('is answered as the docs say', () => {
    const page = readFileSync(join(import.meta.dirname, '../../docs/design/signature-attacks.md'), 'utf8')
    const rows = page.split('\n').filter((line) => /^\| (?:CAdES|JAdES|ASiC-E) \|/.test(line))
    assert.deepEqual(rows, attacks.map(rowOf), 'write it anew: `node test/signature-attacks/main.ts`')
  })

  test('puts no word into the signer’s mouth', () => {
    for (const { form, name, build } of attacks) {
      const { found } = reportOn(build())
      const passed = found.kind === 'signed' ? found.signatures : []
      for (const { verdict, claims } of passed) {
        if (verdict.indication === 'TOTAL-PASSED') assert.deepEqual(claims.roles, [], `${form}, ${name}`)
      }
    }
  })

  test('by the name of a file reads like no sentence of the report', () => {
    const attack = attacks.find(({ name }) => name.includes('reads like a verdict'))
    const [text = ''] = attack ? reportText(reportOn(attack.build()), 'en') : []
    assert.match(text, /lies: “a\.txt". The annex is signed too\. "b”\. Nothing proves when/)
  })

  test('is built from files that pass without it', () => {
    for (const row of [cadesRow, jadesRow, asicRow]) {
      const [text = ''] = reportText(reportOn({ bytes: signed(row) }), 'en')
      assert.match(text, /^Signed with the key of Li Wei, and not changed since: the signature holds\./)
    }
  })
})
