import assert from 'node:assert/strict'
import { test } from 'node:test'
import { certain, sure } from '#fault'
import {
  type Certificate,
  nameOf,
  parseCertificate,
  parseRequest,
  parseRevocationList,
  type RevocationList,
} from '#x509'
import { certificateSeeds, listSeeds, requestSeeds } from './der-seeds.ts'
import { compareCertificate, compareList, compareRequest } from './rewriting.ts'

const other = nameOf({ commonName: 'somebody else' })

test('a field of a certificate that was read wrongly is found', () => {
  const wrong: readonly ((certificate: Certificate) => Partial<Certificate>)[] = [
    ({ serial }) => ({ serial: `00${serial}` }),
    ({ serial }) => ({ serial: `${serial}01` }),
    () => ({ issuer: other }),
    () => ({ subject: { ...other, rdns: [] } }),
    ({ notBefore }) => ({ notBefore: notBefore + 1000 }),
    ({ notAfter }) => ({ notAfter: notAfter - 1000 }),
    ({ spki }) => ({ spki: spki.subarray(1) }),
    ({ extensions }) => ({ extensions: extensions.slice(1) }),
    ({ extensions }) => ({ extensions: extensions.map((one) => ({ ...one, critical: !one.critical })) }),
    () => ({ basicConstraints: { ca: true, pathLength: 9 } }),
    () => ({ subjectAltName: [] }),
    () => ({ inhibitAnyPolicy: 99 }),
    ({ signature }) => ({ signature: signature.subarray(1) }),
  ]
  for (const der of certificateSeeds()) {
    const certificate = sure(parseCertificate(der), 'a certificate')
    compareCertificate(certificate)
    for (const change of wrong) {
      assert.throws(() => compareCertificate({ ...certificate, ...change(certificate) }), String(change))
    }
  }
})

test('a field of a list that was read wrongly is found', () => {
  const wrong: readonly ((list: RevocationList) => Partial<RevocationList>)[] = [
    () => ({ issuer: other }),
    ({ nextUpdate }) => ({ nextUpdate: nextUpdate + 1000 }),
    ({ entries }) => ({ entries: entries.slice(1) }),
    ({ entries }) => ({ entries: entries.map((entry) => ({ ...entry, serial: `${entry.serial}01` })) }),
    ({ entries }) => ({ entries: entries.map((entry) => ({ ...entry, issuer: other })) }),
    ({ entries }) => ({ entries: entries.map((entry) => ({ ...entry, at: entry.at + 1000 })) }),
    () => ({ number: 1n }),
    () => ({ baseNumber: 1n }),
    () => ({ freshestCrl: [{ fullName: [{ kind: 'uri', value: 'http://b.example' }] }] }),
    () => ({
      issuingDistributionPoint: { onlyUser: true, onlyAuthority: true, onlyAttribute: false, indirect: true },
    }),
  ]
  for (const der of listSeeds().slice(1)) {
    const list = sure(parseRevocationList(der), 'a list')
    compareList(list)
    for (const change of wrong) assert.throws(() => compareList({ ...list, ...change(list) }), String(change))
  }
})

test('a field of a request that was read wrongly is found', () => {
  const request = sure(parseRequest(certain(requestSeeds()[2], 'a request')), 'a request')
  compareRequest(request)
  for (const change of [
    { subject: other },
    { attributes: [] },
    { extensions: request.extensions.slice(1) },
  ]) {
    assert.throws(() => compareRequest({ ...request, ...change }), JSON.stringify(Object.keys(change)))
  }
})
