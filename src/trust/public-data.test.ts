import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { fromHex, hex } from '#bytes'
import { sure } from '#fault'
import { type Certificate, fromPem, parseCertificate } from '#x509'
import { defaultBudget, findPath, type Purpose } from './index.ts'

/*
 * Path cases that others wrote (C2SP x509-limbo, Netflix BetterTLS), read from beside the project.
 */

interface Case {
  readonly id: string
  readonly expected_result: 'SUCCESS' | 'FAILURE'
  readonly validation_kind: 'CLIENT' | 'SERVER'
  readonly validation_time: string | null
  readonly max_chain_depth: number | null
  readonly trusted_certs: readonly string[]
  readonly untrusted_intermediates: readonly string[]
  readonly peer_certificate: string
  readonly expected_peer_name: { readonly kind: string; readonly value: string } | null
}

/** Where this room answers otherwise than a case expects, and why. */
const divergences: Readonly<Record<string, string>> = {
  'crl::revoked-certificate-with-crl': 'lists are not processed here yet: the caller tells the status',
  'crl::crlnumber-missing': 'lists are not processed here yet',
  'crl::crlnumber-critical': 'lists are not processed here yet',
  'crl::issuer-missing-crlsign': 'lists are not processed here yet',
  'rfc5280::aki::cross-signed-root-missing-aki':
    'who issued an anchor does not matter; cve::cve-2024-0567 expects the same anchor to be taken',
}

/** The web's own rules are not a government's; its cases are not asked. */
const families = ['rfc5280', 'pathlen', 'crl', 'cve', 'pathological', 'invalid', 'bettertls']

/** For cases without a time, which are made to hold for centuries. */
const anyTime = Date.UTC(2026, 10, 22)

for (const file of ['x509-limbo/limbo-core.json', 'bettertls/limbo-pathbuilding.json']) {
  const path = new URL(`../../../shared/data/${file}`, import.meta.url)
  const skip = existsSync(path) ? undefined : `${file} is not beside the project`
  test(`every case of ${file} is answered as expected`, { skip }, () => {
    const { testcases } = JSON.parse(readFileSync(path, 'utf8')) as { readonly testcases: readonly Case[] }
    const asked = testcases.filter(({ id }) => families.includes(id.split('::')[0] ?? ''))
    assert.ok(asked.length > 80)
    for (const one of asked) {
      const expected = (one.expected_result === 'SUCCESS') !== Object.hasOwn(divergences, one.id)
      assert.equal(isAccepted(one), expected, one.id)
    }
  })
}

function isAccepted(one: Case): boolean {
  const leaf = certificate(one.peer_certificate)
  const name = one.expected_peer_name
  if (!leaf || (name && !isNamed(leaf, name))) return false
  const answer = findPath({
    leaf,
    anchors: one.trusted_certs.flatMap((text) => certificate(text) ?? []),
    intermediates: one.untrusted_intermediates.flatMap((text) => certificate(text) ?? []),
    at: one.validation_time === null ? anyTime : Date.parse(one.validation_time),
    purpose: one.validation_kind.toLowerCase() as Purpose,
    statusOf: () => ({ status: 'good' }),
    budget: { ...defaultBudget, depthMax: one.max_chain_depth ?? defaultBudget.depthMax },
  })
  return answer.answer === 'accepted'
}

function certificate(text: string): Certificate | undefined {
  const read = parseCertificate(sure(fromPem(text, 'CERTIFICATE'), 'PEM of a case'))
  return read.ok ? read.value : undefined
}

/** The names of a TLS peer (RFC 9525 §6): none of the engine's business, but the cases ask for them. */
function isNamed(leaf: Certificate, { kind, value }: NonNullable<Case['expected_peer_name']>): boolean {
  return (leaf.subjectAltName ?? []).some((name) => {
    if (kind === 'DNS' && name.kind === 'dns') return isHost(name.value.toLowerCase(), value.toLowerCase())
    if (kind === 'RFC822' && name.kind === 'email') return name.value === value
    return kind === 'IP' && name.kind === 'ip' && hex(name.bytes) === addressHex(value)
  })
}

function isHost(pattern: string, host: string): boolean {
  return (
    pattern === host || (pattern.startsWith('*.') && host.split('.').slice(1).join('.') === pattern.slice(2))
  )
}

function addressHex(text: string): string {
  if (!text.includes(':')) return hex(Uint8Array.from(text.split('.').map(Number)))
  const [head = '', tail = ''] = text.split('::')
  const groups = (part: string): string =>
    part
      .split(':')
      .filter(Boolean)
      .map((group) => group.padStart(4, '0'))
      .join('')
  const digits = groups(head) + '0'.repeat(32 - groups(head).length - groups(tail).length) + groups(tail)
  return hex(sure(fromHex(digits), 'an address'))
}
