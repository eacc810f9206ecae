import assert from 'node:assert/strict'
import { EventEmitter } from 'node:events'
import { PassThrough } from 'node:stream'
import { test } from 'node:test'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { BodyBudget, type BoundedBody } from './body-budget.ts'

/** A request whose body is sent piece by piece, and which can be broken off. */
class Sending {
  readonly #request = {} as FastifyRequest
  readonly #raw = new EventEmitter() as FastifyReply['raw']
  readonly #payload = new PassThrough()
  outcome: BoundedBody | undefined

  constructor(budget: BodyBudget) {
    budget.open(this.#request, { raw: this.#raw } as FastifyReply)
    budget.read(this.#request, this.#payload, (_, body) => {
      this.outcome = body
    })
  }

  async send(bytes: number): Promise<void> {
    this.#payload.write(new Uint8Array(bytes))
    await new Promise(setImmediate)
  }

  async end(): Promise<void> {
    this.#payload.end()
    await new Promise(setImmediate)
  }

  gone(): void {
    this.#raw.emit('close')
  }
}

test('what is held together is bounded, counts as it arrives, and is given back', async () => {
  const budget = new BodyBudget(10, 15)
  const [first, second, third] = [new Sending(budget), new Sending(budget), new Sending(budget)]
  await first.send(8)
  await second.send(5)
  assert.equal(budget.held, 13)
  await third.send(3)
  assert.deepEqual(third.outcome, { read: false, over: 'all' })
  third.gone()
  await second.send(1)
  await second.end()
  assert.deepEqual(second.outcome, { read: true, bytes: Buffer.alloc(6) })
  second.gone()
  await first.send(3)
  assert.deepEqual(first.outcome, { read: false, over: 'one' })
  first.gone()
  assert.equal(budget.held, 0)
})

test('what arrives after the connection has gone is not counted', async () => {
  const budget = new BodyBudget(10, 15)
  const sending = new Sending(budget)
  sending.gone()
  await sending.send(9)
  assert.equal(budget.held, 0)
})
