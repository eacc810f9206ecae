import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isoInstant } from '#clock'
import { fakeKey, fakeSpeaker } from './fake-unit.ts'
import { attestation, enrolled, founded, type Registry, received } from './fixture.ts'

function asked({ office }: Registry, name: string, input: object, reader?: Registry['node']): unknown {
  const answer = office.ask(name, reader, input)
  return answer.ok ? answer.value : answer.fault
}

test('everybody reads what the unit is, and no word of its founder or address', () => {
  const registry = founded()
  const { domain, suite, keys } = registry.unit
  assert.deepEqual(asked(registry, 'unit.show', {}), {
    founded: true,
    name: 'Unit 单位',
    domain,
    suite,
    key: keys.authority.publicKey.thumbprint,
    recordKey: 'record',
    journalKey: 'journal',
  })
})

test('whoever asks who they are is told by which certificate', () => {
  const registry = founded()
  const key = fakeKey()
  const { serial, notAfter } = enrolled(registry, key, { kind: 'device', id: 'printer', name: 'Printer' })
  const reader = { ...fakeSpeaker('device', 'printer', key), serial }
  const who = { kind: 'device', id: 'printer', name: 'Printer' }
  const held = { serial, grade: 'basic', notAfter: isoInstant(notAfter) }
  assert.deepEqual(asked(registry, 'identity.show', {}, reader), { ...who, ...held })
  const { name, kind } = asked(registry, 'identity.show', {}, registry.node) as Record<string, unknown>
  assert.deepEqual([name, kind], ['node', 'node'])
})

test('a certificate that counts has a status without a revocation', () => {
  const registry = founded()
  const { serial, notBefore, notAfter } = enrolled(registry, fakeKey())
  const times = { notBefore: isoInstant(notBefore), notAfter: isoInstant(notAfter) }
  const status = { serial, grade: 'basic', ...times, entry: 3 }
  assert.deepEqual(asked(registry, 'certificate.status', { serial }), status)
})

test('whoever decides on a request reads what was attested of it, and of no other kind', () => {
  const registry = founded()
  const request = received(registry, fakeKey())
  const { office, registrar } = registry
  const about = (kind: string) => asked(registry, 'request.review', { kind, request }, registrar)
  assert.deepEqual(about('person'), { kind: 'request-not-found', request })
  office.act('request.attest', registrar, attestation(request, { grade: 'medium' }))
  const { name, evidence, by, grade } = about('person') as Record<string, unknown>
  assert.deepEqual([name, evidence, by, grade], ['Ann', 'passport seen', 'rosa', 'medium'])
  assert.deepEqual(about('service'), { kind: 'request-not-found', request })
})

test('what is not on the record is not found', () => {
  const registry = founded()
  const request = 'a'.repeat(64)
  assert.deepEqual(asked(registry, 'request.show', { request }), { kind: 'request-not-found', request })
  assert.deepEqual(asked(registry, 'certificate.status', { serial: 'ff' }), {
    kind: 'certificate-not-found',
    serial: 'ff',
  })
})
