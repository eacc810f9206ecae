import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { day, hour, second } from '#clock'
import { certain, sure } from '#fault'
import { isSignedBy, parseRevocationList, pem, type RevocationList } from '#x509'
import { fakeKey } from './fake-unit.ts'
import { enrolled, founded, type Registry } from './fixture.ts'
import { revocationList, revokedCertificates } from './revocation-list.ts'

function listOf({ office, unit }: Registry, time = office.time): RevocationList {
  return sure(parseRevocationList(revocationList(office.state, unit.keys.issuing, time)), 'the list')
}

function revoked(registry: Registry, reason: string, kind: 'person' | 'service' = 'person'): string {
  const id = `${kind}-${registry.office.entries.length}`
  const { serial } = enrolled(registry, fakeKey(), { kind, id, name: id })
  sure(registry.office.act('certificate.revoke', registry.registrar, { serial, reason }), 'revoking')
  return serial
}

describe('the revocation list', () => {
  test('is the issuing key’s, holds for a day, and is empty while nothing is revoked', () => {
    const registry = founded()
    registry.office.time += 999
    const list = listOf(registry)
    assert.ok(isSignedBy(list, registry.unit.keys.issuing.publicKey))
    assert.deepEqual([list.thisUpdate, list.nextUpdate], [registry.unit.time, registry.unit.time + day])
    assert.deepEqual(list.entries, [])
    assert.deepEqual(list.authorityKeyIdentifier, registry.unit.issuing.subjectKeyIdentifier)
  })

  test('says when and why each was revoked, in the words of RFC 5280', () => {
    const registry = founded()
    const reasons = {
      unspecified: undefined,
      'key-compromise': 'keyCompromise',
      'affiliation-changed': 'affiliationChanged',
      superseded: 'superseded',
      'cessation-of-operation': 'cessationOfOperation',
    }
    for (const [reason, said] of Object.entries(reasons)) {
      registry.office.time += hour + 1
      const serial = revoked(registry, reason)
      const entry = certain(
        listOf(registry).entries.find((one) => one.serial === serial),
        reason,
      )
      assert.equal(entry.reason, said)
      assert.equal(entry.at, registry.office.time - (registry.office.time % second))
    }
    assert.equal(listOf(registry).entries.length, 5)
  })

  test('keeps who expired until a list made after that has held them, and drops them then', () => {
    const registry = founded()
    const serial = revoked(registry, 'superseded', 'service')
    const kept = revoked(registry, 'superseded')
    const end = registry.office.time + 90 * day
    const serials = (time: number) => listOf(registry, time).entries.map((entry) => entry.serial)
    assert.deepEqual(serials(end), [kept, serial].sort())
    assert.deepEqual(serials(end + day), [kept, serial].sort())
    assert.deepEqual(serials(end + day + second), [kept])
  })

  test('has a higher number whenever it is another, were it made in the same second', () => {
    const registry = founded()
    const numbers = [listOf(registry).number]
    for (let at = 0; at < 3; at++) {
      revoked(registry, 'superseded')
      numbers.push(listOf(registry).number)
    }
    numbers.push(listOf(registry, registry.office.time + second).number)
    for (const [at, number] of numbers.entries()) {
      if (at > 0) assert.ok(certain(number, 'a number') > certain(numbers[at - 1], 'a number'))
    }
    assert.equal(listOf(registry).number, listOf(registry, registry.office.time + 999).number)
  })

  test('is of another object only when something was revoked', () => {
    const registry = founded()
    const before = revokedCertificates(registry.office.state)
    enrolled(registry, fakeKey())
    assert.equal(revokedCertificates(registry.office.state), before)
    revoked(registry, 'superseded')
    assert.notEqual(revokedCertificates(registry.office.state), before)
  })
})

/** The `openssl` program is an oracle here; a machine without it skips and says so. */
const version = spawnSync('openssl', ['version'], { encoding: 'utf8' }).stdout ?? ''
const skip = version.startsWith('OpenSSL ') ? false : 'no openssl program on this machine'

test('openssl accepts every certificate strictly, and refuses it once the list names it', {
  skip,
}, (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'chancery-identity-'))
  context.after(() => rmSync(folder, { recursive: true }))
  const registry = founded()
  const { unit, office, registrar } = registry
  const keep = (name: string, label: string, der: Uint8Array): string => {
    writeFileSync(join(folder, name), pem(label, der))
    return join(folder, name)
  }
  const authority = keep('authority.pem', 'CERTIFICATE', unit.authority.der)
  const issuing = keep('issuing.pem', 'CERTIFICATE', unit.issuing.der)
  const verify = (leaf: string): string => {
    const list = keep('list.pem', 'X509 CRL', revocationList(office.state, unit.keys.issuing, office.time))
    const trust = ['-trusted', authority, '-untrusted', issuing, '-CRLfile', list, '-crl_check']
    const rules = ['-x509_strict', '-attime', String(office.time / second), '-purpose', 'sslclient']
    const { status, stdout, stderr } = spawnSync('openssl', ['verify', ...rules, ...trust, leaf])
    return status === 0 ? 'OK' : `${stdout.toString()}${stderr.toString()}`
  }
  for (const kind of ['person', 'device', 'service'] as const) {
    const dns = kind === 'person' ? {} : { dns: ['host.unit.example'] }
    const { serial, der } = enrolled(registry, fakeKey(), { kind, id: 'x', name: '名 x', ...dns })
    const leaf = keep(`${kind}.pem`, 'CERTIFICATE', Buffer.from(der, 'base64'))
    assert.equal(verify(leaf), 'OK')
    office.act('certificate.revoke', registrar, { serial, reason: 'key-compromise' })
    assert.match(verify(leaf), /certificate revoked/)
  }
})
