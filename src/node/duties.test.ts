import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { day, hour, minute } from '#clock'
import { systemRandom } from '#crypto'
import { certain, refuse, sure } from '#fault'
import { gateCertificate } from '#gateway'
import { certificateOf, fakeKey, ownCertificate, speakerOf } from '#identity'
import { nextDue, stepsForNode } from '#procedure'
import { certificateSubject, type OwnUse, ownUses } from '#x509'
import { Duties, type DutyOptions } from './duties.ts'
import { caseOpened, type FakeNode, foundedNode, founderAppointed, ownKeysIn } from './fixture.ts'

/** The duties of a founded unit's node, and what they were refused. */
async function onDuty(): Promise<{
  readonly node: FakeNode
  readonly refusals: string[]
  readonly duties: (names?: readonly string[], gateKey?: typeof key, unit?: DutyOptions['unit']) => Duties
}> {
  const node = await foundedNode()
  const refusals: string[] = []
  const key = fakeKey()
  const duties = (
    names: readonly string[] = ['localhost'],
    gateKey = key,
    unit: DutyOptions['unit'] = node.opened.unit,
  ) =>
    new Duties({
      unit,
      nodeKey: node.fake.keys.node,
      gateKey,
      ownKeys: ownKeysIn(node),
      names,
      clock: node.clock,
      random: systemRandom,
      refused: (act, { kind }) => refusals.push(`${act} ${kind}`),
    })
  return { node, refusals, duties }
}

function shown({ opened }: FakeNode) {
  return certain(gateCertificate(opened.unit.state), 'the gate’s certificate')
}

/** The acts that one look brings onto the record, but those for the unit's own keys. */
async function looked(node: FakeNode, duties: Duties): Promise<readonly string[]> {
  return (await done(node, duties)).flatMap(({ act }) => (act === 'key.certify' ? [] : [act]))
}

/** What the unit's own keys are certified for at one look. */
async function certified(node: FakeNode, duties: Duties): Promise<readonly string[]> {
  return (await done(node, duties)).flatMap(({ act, input }) =>
    act === 'key.certify' ? [input.use ?? ''] : [],
  )
}

interface Done {
  readonly act: string
  readonly input: { readonly use?: string }
}

async function done({ opened }: FakeNode, duties: Duties): Promise<readonly Done[]> {
  const { size } = opened.record
  await duties.look()
  const entries = await opened.record.read(size, 200)
  return entries.map((bytes) => {
    const { envelope } = JSON.parse(Buffer.from(bytes).toString('utf8'))
    return JSON.parse(Buffer.from(envelope.payload, 'base64').toString('utf8'))
  })
}

describe('the gate’s certificate', () => {
  test('is made at the first look and stays while nothing changes', async () => {
    const { node, duties, refusals } = await onDuty()
    const at = duties(['unit.example', 'localhost'])
    assert.deepEqual(await looked(node, at), ['gate.certify'])
    assert.deepEqual(shown(node).names, ['localhost', 'unit.example'])
    assert.deepEqual(await looked(node, at), [])
    assert.deepEqual(await looked(node, duties(['localhost', 'unit.example'])), [])
    assert.deepEqual(refusals, [])
  })

  test('is made anew when the configured names change', async () => {
    const { node, duties } = await onDuty()
    await duties().look()
    assert.deepEqual(await looked(node, duties(['localhost', 'gate.unit.example'])), ['gate.certify'])
    assert.deepEqual(shown(node).names, ['gate.unit.example', 'localhost'])
  })

  test('is made anew when a service is published under a new host, and when it is withdrawn', async () => {
    const { node, duties } = await onDuty()
    const { founder } = node.fake.keys
    const at = duties()
    await at.look()
    const id = await caseOpened(node, 'publish-service', { service: 'permits' })
    const publication = {
      ...{ service: 'permits', title: 'Permits', hosts: ['permits.unit.example'] },
      ...{ upstream: 'tcp://127.0.0.1:9000' },
      routes: [{ method: 'GET', path: '/', permission: 'permit.read', object: 'permits' }],
    }
    await node.does(founder, 'step.claim', { case: id, step: 'propose' })
    await node.does(founder, 'service.propose', publication)
    assert.deepEqual(await looked(node, at), [])
    await node.does(founder, 'step.claim', { case: id, step: 'publish' })
    await node.does(founder, 'service.publish', { service: 'permits' })
    assert.deepEqual(await looked(node, at), ['gate.certify'])
    assert.deepEqual(shown(node).names, ['localhost', 'permits.unit.example'])
    const end = await caseOpened(node, 'withdraw-service', { service: 'permits' })
    await node.does(founder, 'step.claim', { case: end, step: 'withdraw' })
    await node.does(founder, 'service.withdraw', { service: 'permits', reason: 'closed' })
    assert.deepEqual(await looked(node, at), ['gate.certify'])
    assert.deepEqual(shown(node).names, ['localhost'])
  })

  test('is renewed a month before its end', async () => {
    const { node, duties } = await onDuty()
    const at = duties()
    await at.look()
    node.clock.time = shown(node).notAfter - 30 * day
    assert.deepEqual(await looked(node, at), [])
    node.clock.time += 1
    assert.deepEqual(await looked(node, at), ['gate.certify'])
    assert.ok(shown(node).notAfter > node.clock.time + 89 * day)
  })

  test('and the node’s own are renewed a month before their end, so that it can go on', async () => {
    const { node, duties } = await onDuty()
    const at = duties()
    await at.look()
    const held = () => {
      const key = node.fake.keys.node.publicKey.thumbprint
      const { speaker } = sure(speakerOf(node.opened.unit.state, key, node.clock.time), 'the node')
      return certain(certificateOf(node.opened.unit.state, speaker.serial ?? ''), 'its row')
    }
    const before = held().notAfter
    node.clock.time = before - 30 * day + 1
    assert.ok((await looked(node, at)).includes('node.certify'))
    assert.ok(held().notAfter > before)
    assert.equal(held().grade, 'medium')
    node.clock.time = before + 35 * day
    assert.deepEqual(await looked(node, at), ['gate.certify'])
  })

  test('is made anew for another key', async () => {
    const { node, duties } = await onDuty()
    await duties().look()
    const key = fakeKey()
    assert.deepEqual(await looked(node, duties(['localhost'], key)), ['gate.certify'])
    assert.equal(shown(node).key, key.publicKey.thumbprint)
  })

  test('is made anew when it was revoked', async () => {
    const { node, duties } = await onDuty()
    const { founder } = node.fake.keys
    const at = duties()
    await at.look()
    const { serial } = shown(node)
    const id = await caseOpened(node, 'revoke-certificate', { serial })
    await node.does(founder, 'step.claim', { case: id, step: 'revoke' })
    await node.does(founder, 'certificate.revoke', { serial, reason: 'superseded' })
    assert.deepEqual(await looked(node, at), ['gate.certify'])
    assert.notEqual(shown(node).serial, serial)
    assert.deepEqual(await looked(node, at), [])
  })
})

describe('the certificates of the unit’s own keys', () => {
  const own = ({ opened }: FakeNode, use: OwnUse) => {
    return certain(ownCertificate(opened.unit.state, use), `the certificate for ${use}`)
  }

  test('are made at the first look, each for its one use, and stay while nothing changes', async () => {
    const { node, duties, refusals } = await onDuty()
    const at = duties()
    assert.deepEqual(await certified(node, at), ['seal', 'time-stamp', 'record'])
    assert.deepEqual(await certified(node, at), [])
    for (const use of ownUses) {
      const { certificate, key } = own(node, use)
      assert.equal(key, ownKeysIn(node)[use].thumbprint)
      assert.deepEqual(sure(certificateSubject(certificate), use).id, use)
    }
    assert.deepEqual(refusals, [])
  })

  test('are renewed a month before their end, and end with the issuing certificate at last', async () => {
    const { node, duties } = await onDuty()
    const at = duties()
    await at.look()
    node.clock.time = own(node, 'seal').notAfter - 30 * day
    assert.deepEqual(await certified(node, at), [])
    node.clock.time += 1
    assert.deepEqual(await certified(node, at), ['seal'])
    const made: string[] = []
    const end = node.fake.issuing.notAfter
    for (; node.clock.time < end; node.clock.time += 20 * day) {
      for (const use of await certified(node, at)) made.push(use)
    }
    assert.deepEqual(made, ['seal', 'seal', 'time-stamp', 'record', 'seal', 'seal'])
    assert.deepEqual(
      ownUses.map((use) => own(node, use).notAfter),
      [end, end, end],
    )
  })

  test('are made anew when one was revoked, and stay away when its key was lost', async () => {
    const { node, duties, refusals } = await onDuty()
    const { founder } = node.fake.keys
    const at = duties()
    await at.look()
    for (const reason of ['superseded', 'key-compromise']) {
      const { serial } = own(node, 'seal')
      const id = await caseOpened(node, 'revoke-certificate', { serial })
      await node.does(founder, 'step.claim', { case: id, step: 'revoke' })
      await node.does(founder, 'certificate.revoke', { serial, reason })
      assert.deepEqual(await certified(node, at), reason === 'superseded' ? ['seal'] : [])
    }
    assert.deepEqual(refusals, ['key.certify request-key-compromised'])
  })

  test('are not asked for where the node’s duty does not give them', async () => {
    const { node, duties, refusals } = await onDuty()
    await founderAppointed(node, 'operator')
    await node.does(node.fake.keys.founder, 'case.cancel', { case: '1', reason: 'maintenance' })
    assert.deepEqual(await certified(node, duties()), [])
    assert.deepEqual(refusals, ['gate.certify no-step'])
  })
})

describe('a duty that is refused', () => {
  test('is told once and rests for a minute', async () => {
    const { node, duties, refusals } = await onDuty()
    const at = duties(['gate.other.example'])
    const { size } = node.opened.record
    for (let second = 0; second < 60; second++) {
      await at.look()
      node.clock.time += 1_000
    }
    assert.deepEqual(refusals, ['gate.certify host-outside-domain'])
    await at.look()
    assert.equal(refusals.length, 2)
    // Other duties were done: that of the unit's own keys.
    assert.equal(node.opened.record.size, size + ownUses.length)
  })

  test('for want of a duty case is taken up when an operator opens another', async () => {
    const { node, duties, refusals } = await onDuty()
    const { founder } = node.fake.keys
    await founderAppointed(node, 'operator')
    await node.does(founder, 'case.cancel', { case: '1', reason: 'maintenance' })
    const at = duties()
    assert.deepEqual(await looked(node, at), [])
    assert.deepEqual(refusals, ['gate.certify no-step'])
    const id = await caseOpened(node, 'node-duty')
    assert.deepEqual(stepsForNode(node.opened.unit.state), [{ case: id, step: 'serve' }])
    assert.deepEqual(await looked(node, at), ['step.claim'])
    node.clock.time += minute
    assert.deepEqual(await looked(node, at), ['gate.certify'])
    assert.equal(refusals.length, 1)
  })
})

describe('time on the record', () => {
  test('passes when a window is over, and not before', async () => {
    const { node, duties } = await onDuty()
    const at = duties()
    await at.look()
    const id = await caseOpened(node, 'audit')
    await node.does(node.fake.keys.founder, 'step.claim', { case: id, step: 'read' })
    const due = certain(nextDue(node.opened.unit.state), 'the end of the window')
    assert.equal(due, node.clock.time + 8 * hour)
    node.clock.time = due - 1
    assert.deepEqual(await looked(node, at), [])
    node.clock.time = due
    assert.deepEqual(await looked(node, at), ['clock.tick'])
    assert.equal(nextDue(node.opened.unit.state), undefined)
  })

  test('passes as the record has it when the clock was set back', async () => {
    const { node, duties, refusals } = await onDuty()
    const at = duties()
    await at.look()
    const id = await caseOpened(node, 'audit')
    await node.does(node.fake.keys.founder, 'step.claim', { case: id, step: 'read' })
    node.clock.time += 8 * hour
    await node.does(node.fake.keys.founder, 'case.open', { procedure: 'audit' })
    node.clock.time -= 8 * hour
    assert.deepEqual(await looked(node, at), ['clock.tick'])
    assert.equal(nextDue(node.opened.unit.state), undefined)
    assert.deepEqual(refusals, [])
  })

  test('passes at the next look when the unit was too busy at one', async () => {
    const { node, duties, refusals } = await onDuty()
    const { unit } = node.opened
    let busy = false
    const at = duties(['localhost'], undefined, {
      get state() {
        return unit.state
      },
      stopped: undefined,
      submit: async (bytes) =>
        busy ? refuse({ kind: 'unit-overloaded', pending: 2, pendingMax: 2 }) : unit.submit(bytes),
    })
    await at.look()
    const id = await caseOpened(node, 'audit')
    await node.does(node.fake.keys.founder, 'step.claim', { case: id, step: 'read' })
    node.clock.time += 8 * hour
    busy = true
    assert.deepEqual(await looked(node, at), [])
    busy = false
    assert.deepEqual(await looked(node, at), ['clock.tick'])
    assert.deepEqual(refusals, [])
  })

  test('ends in one look all that a long night left, an entry for each 128', async () => {
    const { node, duties } = await onDuty()
    const at = duties()
    await at.look()
    for (let count = 0; count < 300; count++) {
      const id = await caseOpened(node, 'audit')
      await node.does(node.fake.keys.founder, 'step.claim', { case: id, step: 'read' })
    }
    node.clock.time += 9 * hour
    assert.deepEqual(await looked(node, at), ['clock.tick', 'clock.tick', 'clock.tick'])
  })
})

test('looks that overlap are one, and a stopped unit is left alone', async () => {
  const { node, duties, refusals } = await onDuty()
  const at = duties()
  const { size } = node.opened.record
  const first = at.look()
  assert.equal(at.look(), first)
  await first
  assert.equal(node.opened.record.size, size + 4)
  node.opened.unit.stop('the test says so')
  await duties(['localhost', 'more.unit.example']).look()
  assert.deepEqual(refusals, [])
  at.start()
  await at.stop()
})
