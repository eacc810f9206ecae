import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { utf8 } from '#bytes'
import { PrivateKey } from '#crypto'
import { type Actor, eventMember, take } from './actor.ts'
import type { NodeProcess } from './node-process.ts'
import { inCase, registered } from './registration.ts'

/** Somebody with a key and a certificate of the unit. */
export interface Employee {
  readonly id: string
  readonly actor: Actor
  readonly serial: string
}

/** Establishes an office; the founder stands in for whoever would. */
export async function established(
  node: NodeProcess,
  founder: Actor,
  office: string,
  layer: 'execution' | 'management',
): Promise<void> {
  await inCase(node, founder, 'establish-office', { office }, 'establish')
  await take(node, founder.sign('office.establish', { office, title: office, layer }))
}

/** Registers a person and appoints them to an office. */
export async function employed(
  node: NodeProcess,
  founder: Actor,
  id: string,
  office: string,
): Promise<Employee> {
  const key = PrivateKey.generate('ecdsa-p256-sha256')
  const { serial } = await registered(node, founder, key, id)
  const whom = { office, person: id }
  const number = await inCase(node, founder, 'appoint', whom, 'propose')
  await take(node, founder.sign('person.propose', whom))
  await take(node, founder.sign('step.claim', { case: number, step: 'appoint' }))
  await take(node, founder.sign('person.appoint', whom))
  return { id, actor: founder.withKey(key), serial }
}

/** Names who stands in for the holder of an office. */
export async function substituted(
  node: NodeProcess,
  founder: Actor,
  whom: { readonly person: string; readonly office: string; readonly substitute: string },
): Promise<void> {
  const number = await inCase(node, founder, 'name-substitute', whom, 'propose')
  await take(node, founder.sign('substitute.propose', whom))
  await take(node, founder.sign('step.claim', { case: number, step: 'name' }))
  await take(node, founder.sign('substitute.name', whom))
}

/** Adopts a procedure. */
export async function adopted(node: NodeProcess, founder: Actor, name: string, text: string): Promise<void> {
  const number = await inCase(node, founder, 'change-procedure', { name }, 'draft')
  await take(node, founder.sign('procedure.draft', { name, text }))
  await take(node, founder.sign('step.claim', { case: number, step: 'adopt' }))
  const digest = createHash('sha256').update(utf8(text)).digest('hex')
  await take(node, founder.sign('procedure.adopt', { name, digest }))
}

/** Publishes a service. */
export async function published(
  node: NodeProcess,
  founder: Actor,
  publication: { readonly service: string; readonly [member: string]: unknown },
): Promise<void> {
  const { service } = publication
  const number = await inCase(node, founder, 'publish-service', { service }, 'propose')
  await take(node, founder.sign('service.propose', publication))
  await take(node, founder.sign('step.claim', { case: number, step: 'publish' }))
  await take(node, founder.sign('service.publish', { service }))
}

/** Opens a case; its number. */
export async function opened(node: NodeProcess, who: Actor, procedure: string): Promise<string> {
  return eventMember(await take(node, who.sign('case.open', { procedure })), 'case-opened', 'case')
}

/** What the node does by its own clock it does within seconds; this is for a machine under load. */
const doneMillisecondsMax = 30_000

const pauseMilliseconds = 100

/** Waits until something is so; fails when it does not become so. */
export async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + doneMillisecondsMax
  while (!(await isSo())) {
    assert.ok(performance.now() < end, `in vain: ${what}`)
    await wait(pauseMilliseconds)
  }
}
