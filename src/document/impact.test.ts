import assert from 'node:assert/strict'
import { test } from 'node:test'
import { accept, sure } from '#fault'
import { registry, signedInput } from './fixture.ts'
import { signatureImpact } from './state.ts'

test('a revocation is told how many signatures were made with the certificate, and no other', () => {
  const at = registry()
  const sign = (): unknown => sure(at.office.act('document.sign', at.ann.speaker, signedInput(at)), 'it')
  const count = (serial: string): number => {
    const { state } = at.office
    const events = [{ kind: 'certificate-revoked', serial }, { kind: 'other' }]
    return signatureImpact({ before: state, after: state, events, following: accept([]) }).signatures
  }
  const { serial } = at.ann.certificate
  assert.equal(count(serial), 0)
  sign()
  sign()
  assert.deepEqual([count(serial), count('ff')], [2, 0])
})
