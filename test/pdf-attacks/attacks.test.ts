import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type FoundSignature, fakeSigned, judgeChanges, openPdf, type PdfFault, signaturesOf } from '#pdf'
import type { Answer } from './attack.ts'
import { attacks } from './attacks.ts'

describe('an attack on a signed file', () => {
  for (const { name, idea, build, answer } of attacks) {
    test(`${name} is seen: ${idea}`, () => check(build(fakeSigned), answer))
  }

  test('has a name of its own', () => {
    assert.equal(new Set(attacks.map(({ name }) => name)).size, attacks.length)
  })
})

function check(file: Uint8Array, answer: Answer): void {
  const opened = openPdf(file)
  if ('refused' in answer || !opened.ok) {
    assert.equal(opened.ok ? 'opened' : told(opened.fault), 'refused' in answer ? answer.refused : 'opened')
    return
  }
  const signatures = signaturesOf(opened.value)
  const [first, ...others] = signatures
  if ('faulty' in answer) {
    assert.ok(kindsOf(first).includes(answer.faulty), kindsOf(first).join())
    return
  }
  assert.deepEqual(kindsOf(first), [])
  const laterFaults = others.flatMap(kindsOf)
  if ('later' in answer) assert.ok(laterFaults.includes(answer.later), laterFaults.join())
  const [judgement] = judgeChanges(opened.value, signatures)
  const refused = judgement?.changes.filter(({ isPermitted }) => !isPermitted) ?? []
  // What nothing leads to is in no document; that a later signature is none is said by its faults.
  if ('path' in answer && answer.path === '') return assert.equal(judgement?.kind, 'nothing')
  const paths = refused.map(({ path }) => path)
  assert.equal(judgement?.kind, 'anything-else')
  assert.ok(paths.includes(answer.path), paths.join('\n'))
}

function kindsOf(signature: FoundSignature | undefined): readonly string[] {
  return signature?.faults.map(({ kind }) => kind) ?? []
}

function told(fault: PdfFault): string {
  return 'what' in fault ? `${fault.kind} ${fault.what}` : fault.kind
}
