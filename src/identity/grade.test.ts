import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { fromBase64 } from '#bytes'
import { sure } from '#fault'
import { type Grade, grades, parseCertificate, policiesUpTo } from '#x509'
import { fakeKey, fakeRequest, fakeSpeaker } from './fake-unit.ts'
import { attestation, enrolled, founded, issued, type Registry, received } from './fixture.ts'
import { type CertificateIssued, certificateOf, principalOf } from './state.ts'

const ann = { kind: 'person', id: 'ann' } as const

function policiesOf({ der }: CertificateIssued): readonly string[] {
  const certificate = sure(parseCertificate(sure(fromBase64(der), 'its bytes')), 'the certificate')
  return (certificate.certificatePolicies ?? []).map(({ policy }) => policy)
}

function gradeHeld({ office }: Registry, { serial }: CertificateIssued): Grade | undefined {
  return certificateOf(office.state, serial)?.grade
}

describe('the grade of a certificate', () => {
  test('is the one that was attested, `basic` unless said, on the record and as policies', () => {
    const registry = founded()
    const usual = enrolled(registry, fakeKey(), { id: 'usual', name: 'Usual' })
    assert.deepEqual([usual.grade, policiesOf(usual)], ['basic', policiesUpTo('basic')])
    for (const grade of grades) {
      const event = enrolled(registry, fakeKey(), { id: grade, name: grade, grade })
      assert.deepEqual([gradeHeld(registry, event), policiesOf(event)], [grade, policiesUpTo(grade)])
    }
  })

  test('is kept by renewal, whatever the holder has had since', () => {
    const registry = founded()
    const key = fakeKey()
    const { serial } = enrolled(registry, key, { grade: 'rudimentary' })
    enrolled(registry, fakeKey(), { grade: 'high' })
    const input = { serial, request: fakeRequest(key) }
    const renewed = issued(registry.office.act('certificate.renew', fakeSpeaker('person', 'ann', key), input))
    assert.equal(renewed.grade, 'rudimentary')
    assert.deepEqual(policiesOf(renewed), policiesUpTo('rudimentary'))
    assert.equal(principalOf(registry.office.state, ann)?.grade, 'rudimentary')
  })

  test('may be another application grade each time somebody is attested', () => {
    const registry = founded()
    for (const grade of ['rudimentary', 'high', 'basic'] as const) {
      assert.equal(gradeHeld(registry, enrolled(registry, fakeKey(), { grade })), grade)
      assert.equal(principalOf(registry.office.state, ann)?.grade, grade)
    }
  })
})

describe('the test grade and the others stay apart', () => {
  const apart: readonly (readonly [known: Grade, given: Grade])[] = [
    ...grades.filter((grade) => grade !== 'test').map((grade) => ['test', grade] as const),
    ...grades.filter((grade) => grade !== 'test').map((grade) => [grade, 'test'] as const),
  ]
  for (const [known, given] of apart) {
    test(`who has a certificate of grade ${known} is attested none of grade ${given}`, () => {
      const registry = founded()
      enrolled(registry, fakeKey(), { grade: known })
      const said = attestation(received(registry, fakeKey()), { grade: given })
      const done = registry.office.act('request.attest', registry.registrar, said)
      assert.deepEqual(!done.ok && done.fault, { kind: 'request-grade-apart', id: 'ann', known, given })
    })

    test(`of two requests, attested in grades ${known} and ${given}, only the first is issued`, () => {
      const registry = founded()
      const { office, registrar } = registry
      const requests = [known, given].map((grade) => {
        const request = received(registry, fakeKey(), grade)
        assert.equal(office.tried('request.attest', registrar, attestation(request, { grade })), 'done')
        return request
      })
      const issue = (request: string) =>
        office.tried('certificate.issue', registrar, { request, kind: 'person' })
      assert.deepEqual(requests.map(issue), ['done', 'request-grade-apart'])
    })
  }

  test('a service of one name is nobody’s hindrance to a person of that name', () => {
    const registry = founded()
    enrolled(registry, fakeKey(), { kind: 'service', grade: 'test' })
    assert.equal(enrolled(registry, fakeKey(), { grade: 'high' }).grade, 'high')
  })
})
