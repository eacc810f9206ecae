import assert from 'node:assert/strict'
import type { PrivateKey } from '#crypto'
import { nameOf, writeRequest } from '#x509'
import { type Actor, eventMember, post, take } from './actor.ts'
import type { NodeProcess } from './node-process.ts'

/** The media type of a certificate request in DER (RFC 5967). */
export const derType = 'application/pkcs10'

/** A certificate request; whom it is for is attested later. */
export function requestOf(key: PrivateKey): Uint8Array {
  return writeRequest({ subject: nameOf({ commonName: 'ann' }) }, key)
}

/** Opens a case and claims its first step; the number of the case. */
export async function inCase(
  node: NodeProcess,
  actor: Actor,
  procedure: string,
  data: object,
  step: string,
): Promise<string> {
  const opened = await take(node, actor.sign('case.open', { procedure, data }))
  const number = eventMember(opened, 'case-opened', 'case')
  await take(node, actor.sign('step.claim', { case: number, step }))
  return number
}

/** Sends a certificate request; the name by which it waits. */
export async function sentRequest(node: NodeProcess, key: PrivateKey): Promise<string> {
  const { json, status } = await post(`${node.public}/requests`, derType, requestOf(key))
  assert.equal(status, 202)
  return (json as { readonly request: string }).request
}

/** Registers a person or a service with a key, by the founder alone. */
export async function registered(
  node: NodeProcess,
  actor: Actor,
  key: PrivateKey,
  id: string,
  kind: 'person' | 'service' = 'person',
): Promise<{ readonly serial: string }> {
  const request = await sentRequest(node, key)
  const number = await inCase(node, actor, `register-${kind}`, { request }, 'attest')
  const whom = { request, kind, id, name: 'Ann', evidence: 'passport' }
  await take(node, actor.sign('request.attest', whom))
  await take(node, actor.sign('step.claim', { case: number, step: 'approve' }))
  const issued = await take(node, actor.sign('certificate.issue', { request, kind }))
  return { serial: eventMember(issued, 'certificate-issued', 'serial') }
}
