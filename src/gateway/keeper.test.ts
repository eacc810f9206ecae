import assert from 'node:assert/strict'
import { createPublicKey, verify } from 'node:crypto'
import { describe, test } from 'node:test'
import { fromBase64url } from '#bytes'
import { day, hour, minute, second } from '#clock'
import { PrivateKey, publicJwk, verifyJws } from '#crypto'
import { accept, sure } from '#fault'
import { fakeKey } from '#identity'
import { Log, memoryStore } from '#record'
import type { StepGrant } from '#task'
import {
  foundedTown,
  opened,
  published,
  type Resident,
  registered,
  type Town,
  visitsAdopted,
} from './fixture.ts'
import type { AccessEntry, Caller, Grant, PublishedService } from './gatekeeper.ts'
import { Keeper } from './keeper.ts'

interface Watch extends Town {
  readonly keeper: Keeper
  readonly tokenKey: PrivateKey
  readonly journal: Log
  readonly used: StepGrant[]
  readonly ann: Resident
  readonly caller: Caller
  readonly service: PublishedService
}

/** A keeper over a town with one service, one procedure and a resident who has been let in by certificate. */
async function watch(): Promise<Watch> {
  const town = foundedTown()
  published(town)
  visitsAdopted(town)
  const ann = registered(town, 'ann')
  const signer = PrivateKey.generate('ed25519')
  const log = { store: memoryStore(), name: 'journal', origin: 'unit.example/journal', signer }
  const journal = sure(await Log.open(log), 'the journal')
  const tokenKey = fakeKey()
  const used: StepGrant[] = []
  const keeper = new Keeper({
    state: () => town.office.state,
    clock: { now: () => town.office.time },
    admitting: () => used.length === 0,
    recordUse: async (grant) => {
      used.push(grant)
      return accept(undefined)
    },
    tokenSigner: tokenKey,
    journal,
    credentials: () => ({ key: 'key', cert: 'cert' }),
  })
  const caller = sure(keeper.identify(ann.der), 'the caller')
  const service = keeper.service('permits.unit.example')
  assert.ok(service)
  return { ...town, keeper, tokenKey, journal, used, ann, caller, service }
}

/** The resident opens a case and takes its step; its number. */
function visiting(at: Watch): string {
  const id = opened(at, at.ann.speaker, 'visit')
  sure(at.office.act('step.claim', at.ann.speaker, { case: id, step: 'look' }), 'the claim')
  return id
}

function grantOf({ keeper, caller, service }: Watch, id: string, permission = 'visit.look'): Grant {
  const decision = keeper.decide(caller, service, permission, `visit/${id}`)
  assert.ok(decision.allowed)
  return decision
}

describe('who comes to the gate', () => {
  test('is told by the path below the domain, with the serial and the end of the certificate', async () => {
    const { caller, ann, office } = await watch()
    assert.equal(caller.principal, 'person/ann')
    assert.equal(caller.certificateSerial, ann.serial)
    assert.equal(caller.validUntil, office.time + 365 * day)
  })

  test('may be a device, a service or the node, to whom no step gives anything', async () => {
    const at = await watch()
    const callers = [registered(at, 'printer', 'device').der, registered(at, 'robot', 'service').der]
    const named = [...callers, at.fake.node.der].map((der) => sure(at.keeper.identify(der), 'the caller'))
    const principals = named.map(({ principal }) => principal)
    assert.deepEqual(principals, ['device/printer', 'service/robot', 'service/node'])
    for (const caller of named) {
      const decision = at.keeper.decide(caller, at.service, 'visit.look', 'visit/1')
      const denial = { allowed: false, permission: 'visit.look', object: 'visit/1', openSteps: [] }
      assert.deepEqual(decision, denial)
    }
  })

  const refusals: readonly (readonly [string, (at: Watch) => Uint8Array, RegExp])[] = [
    ['no certificate', () => Uint8Array.of(1), /cannot be read/],
    ['one that is not on the record', ({ fake }) => fake.leaf(fakeKey()), /did not issue/],
    ['another unit’s', () => foundedTown().fake.founder.der, /did not issue/],
    ['the issuing key’s', ({ fake }) => fake.issuing.der, /did not issue/],
    [
      'a revoked one',
      (at) => {
        revoked(at)
        return at.ann.der
      },
      /revoked/,
    ],
    [
      'one that has expired',
      (at) => {
        at.office.time += 366 * day
        return at.ann.der
      },
      /expired/,
    ],
    [
      'one that is not valid yet',
      (at) => {
        at.office.time -= 6 * minute
        return at.ann.der
      },
      /not valid yet/,
    ],
  ]
  for (const [what, leaf, reason] of refusals) {
    test(`is refused with ${what}, with a reason for the person`, async () => {
      const at = await watch()
      const found = at.keeper.identify(leaf(at))
      assert.ok(!found.ok && found.fault.kind === 'certificate-refused')
      assert.match(found.fault.reason, reason)
    })
  }

  test('is asked again cheaply, and refused once revoked or expired', async () => {
    const at = await watch()
    assert.deepEqual(at.keeper.reidentify(at.caller), { ok: true, value: at.caller })
    const { time } = at.office
    at.office.time += 366 * day
    assert.equal(at.keeper.reidentify(at.caller).ok, false)
    at.office.time = time
    revoked(at)
    const again = at.keeper.reidentify(at.caller)
    assert.match(again.ok ? '' : again.fault.reason, /revoked/)
  })
})

function revoked(at: Watch, reason = 'superseded'): void {
  const { serial } = at.ann
  const id = opened(at, at.ann.speaker, 'revoke-own-certificate', { serial })
  sure(at.office.act('step.claim', at.ann.speaker, { case: id, step: 'revoke' }), 'the claim')
  sure(at.office.act('certificate.revoke-own', at.ann.speaker, { serial, reason }), 'revoking')
}

describe('a published service', () => {
  test('is the same object until it is published again or withdrawn', async () => {
    const at = await watch()
    const host = 'permits.unit.example'
    visiting(at)
    assert.equal(at.keeper.service(host), at.service)
    assert.equal(at.keeper.service('localhost'), undefined)
    published(at, { strict: true, upstream: 'unix:/run/permits.sock' })
    const again = at.keeper.service(host)
    assert.deepEqual([again?.id, again?.strict, again?.upstream.kind], ['permits', true, 'unix'])
    assert.deepEqual([again?.suspended, again?.proxy], [false, undefined])
    at.office.happen({ kind: 'service-suspended', service: 'permits', reason: 'a flaw' })
    assert.equal(at.keeper.service(host)?.suspended, true)
    registered(at, 'front', 'service')
    published(at, { proxy: 'front' })
    const { suspended, proxy } = at.keeper.service(host) ?? {}
    assert.deepEqual([suspended, proxy], [true, 'front'])
    at.office.happen({ kind: 'service-withdrawn', service: 'permits', reason: 'closed' })
    assert.equal(at.keeper.service(host), undefined)
  })
})

describe('a decision', () => {
  test('is a denial that names the open step, and the grant once it is taken', async () => {
    const at = await watch()
    const id = opened(at, at.ann.speaker, 'visit')
    const decide = () => at.keeper.decide(at.caller, at.service, 'visit.look', `visit/${id}`)
    const before = decide()
    assert.ok(!before.allowed)
    assert.deepEqual(before.openSteps, [{ case: id, step: 'look', title: 'Visit', procedure: 'visit' }])
    sure(at.office.act('step.claim', at.ann.speaker, { case: id, step: 'look' }), 'the claim')
    const grant = decide()
    assert.ok(grant.allowed)
    assert.deepEqual(
      [grant.case, grant.step, grant.epoch, grant.permission, grant.object, grant.counted],
      [id, 'look', at.office.state.size - 1, 'visit.look', `visit/${id}`, false],
    )
    assert.equal(grant.validUntil, at.office.time + 2 * hour)
    at.office.happen()
    assert.equal(decide(), grant)
  })

  test('ends with the step, with its window, with the key and for everybody else', async () => {
    const at = await watch()
    const id = visiting(at)
    const allowed = (caller = at.caller) =>
      at.keeper.decide(caller, at.service, 'visit.look', `visit/${id}`).allowed
    assert.ok(allowed())
    assert.ok(!at.keeper.decide(at.caller, at.service, 'visit.look', 'visit/99').allowed)
    assert.ok(!at.keeper.decide(at.caller, at.service, 'visit.change', `visit/${id}`).allowed)
    assert.ok(!allowed(sure(at.keeper.identify(registered(at, 'bob').der), 'another caller')))
    // Another key of the same person: the step is bound to the one that took it.
    assert.ok(!allowed(sure(at.keeper.identify(registered(at, 'ann').der), 'the same person')))
    const { time } = at.office
    at.office.time += 2 * hour
    assert.ok(!allowed())
    at.office.time = time
    for (const [act, expected] of [
      ['step.hold', false],
      ['step.resume', true],
      ['step.complete', false],
    ] as const) {
      sure(at.office.act(act, at.ann.speaker, { case: id, step: 'look' }), act)
      assert.equal(allowed(), expected, act)
    }
  })

  test('on a counted permission says so, and its use is that of the very grant', async () => {
    const at = await watch()
    const id = visiting(at)
    const grant = grantOf(at, id, 'visit.stamp')
    assert.ok(grant.counted)
    assert.deepEqual(await at.keeper.use(at.caller, grant), { ok: true, value: undefined })
    assert.deepEqual(
      at.used.map((one) => [one.case, one.step, one.permission, one.object, one.person, one.epoch]),
      [[id, 'look', 'visit.stamp', `visit/${id}`, 'ann', grant.epoch]],
    )
  })
})

describe('the token for a service', () => {
  const text = (at: Watch, grant: Grant, service = at.service) => at.keeper.token(at.caller, service, grant)

  function claims(token: string): Readonly<Record<string, unknown>> {
    const payload = sure(fromBase64url(token.split('.')[1] ?? ''), 'the payload')
    return JSON.parse(Buffer.from(payload).toString('utf8'))
  }

  test('verifies under the published key alone and says who comes under which grant', async () => {
    const at = await watch()
    at.office.time += 234
    const id = visiting(at)
    const grant = grantOf(at, id)
    const token = text(at, grant)
    const [head = '', body = '', tail = ''] = token.split('.')

    const jwk = publicJwk(at.tokenKey.publicKey)
    const header = JSON.parse(Buffer.from(head, 'base64url').toString('utf8'))
    assert.deepEqual(header, { typ: 'JWT', alg: 'ES256', kid: jwk.kid })
    const key = createPublicKey({ key: { ...jwk }, format: 'jwk' })
    const signature = Buffer.from(tail, 'base64url')
    const raw = { key, dsaEncoding: 'ieee-p1363' } as const
    assert.ok(verify('sha256', Buffer.from(`${head}.${body}`), raw, signature))
    assert.equal(verifyJws(token, fakeKey().publicKey).ok, false)

    const now = Math.floor(at.office.time / second)
    assert.deepEqual(claims(token), {
      iss: 'spiffe://unit.example/service/gate',
      sub: 'spiffe://unit.example/person/ann',
      aud: 'spiffe://unit.example/service/permits',
      iat: now,
      exp: now + 60,
      offices: [],
      case: id,
      step: 'look',
      epoch: grant.epoch,
      permission: 'visit.look',
      object: `visit/${id}`,
    })
  })

  test('serves a minute less a second while nothing changes, offices or none', async () => {
    const at = await watch()
    const grant = grantOf(at, visiting(at))
    for (const offices of [0, 1]) {
      if (offices > 0) at.office.happen({ kind: 'person-appointed', person: 'ann', office: 'auditor' })
      const first = text(at, grant)
      const { time } = at.office
      at.office.time = time + 59 * second - 1
      at.office.happen()
      assert.equal(text(at, grant), first)
      at.office.time = time + 59 * second
      assert.notEqual(text(at, grant), first)
    }
  })

  test('names the offices that count now: not those of whoever is away, and those stood in for', async () => {
    const at = await watch()
    const grant = grantOf(at, visiting(at))
    const offices = () => claims(text(at, grant))['offices']
    at.office.happen({ kind: 'person-appointed', person: 'ann', office: 'auditor' })
    at.office.happen({ kind: 'person-appointed', person: 'bob', office: 'registrar' })
    at.office.happen({ kind: 'substitute-named', person: 'bob', substitute: 'ann', office: 'registrar' })
    assert.deepEqual(offices(), ['auditor'])
    at.office.happen({ kind: 'absence-began', person: 'bob', until: at.office.time + day })
    assert.deepEqual(offices(), ['auditor', 'registrar'])
    at.office.happen({ kind: 'absence-began', person: 'ann', until: at.office.time + day })
    assert.deepEqual(offices(), [])
  })

  test('is another when the offices change, the service is another or the step has a new epoch', async () => {
    const at = await watch()
    const id = visiting(at)
    const grant = grantOf(at, id)
    const first = text(at, grant)
    at.office.happen({ kind: 'person-appointed', person: 'ann', office: 'auditor' })
    const appointed = text(at, grant)
    assert.deepEqual([claims(first)['offices'], claims(appointed)['offices']], [[], ['auditor']])
    at.office.happen({ kind: 'person-dismissed', person: 'ann', office: 'auditor' })
    assert.deepEqual(claims(text(at, grant))['offices'], [])

    published(at, { service: 'archive', hosts: ['archive.unit.example'] })
    const archive = at.keeper.service('archive.unit.example')
    assert.ok(archive)
    assert.equal(claims(text(at, grant, archive))['aud'], 'spiffe://unit.example/service/archive')

    for (const act of ['step.hold', 'step.resume']) {
      sure(at.office.act(act, at.ann.speaker, { case: id, step: 'look' }), act)
    }
    const renewed = grantOf(at, id)
    assert.notEqual(renewed, grant)
    assert.equal(claims(text(at, renewed))['epoch'], renewed.epoch)
  })

  test('ends with the window of the step and with the certificate', async () => {
    const at = await watch()
    const grant = grantOf(at, visiting(at))
    at.office.time = grant.validUntil - 10 * second
    assert.equal(claims(text(at, grant))['exp'], grant.validUntil / second)
    const soon = { ...at.caller, validUntil: at.office.time + 5 * second }
    const other = grantOf(at, visiting(at))
    const token = at.keeper.token(soon, at.service, other)
    assert.equal(claims(token)['exp'], soon.validUntil / second)
  })

  test('has a second left at least whenever it is given from memory', async () => {
    const at = await watch()
    const grant = grantOf(at, visiting(at))
    const started = at.office.time
    for (let after = 0; after < 2 * minute; after += 333) {
      at.office.time = started + after
      const { exp } = claims(text(at, grant))
      assert.ok(Number(exp) * second - at.office.time > second - 1, `after ${after} ms`)
    }
  })
})

test('an access is written down with its time and form, a strict one before its response', async () => {
  const { keeper, journal, office } = await watch()
  const entry: AccessEntry = {
    at: office.time,
    outcome: 'forwarded',
    through: undefined,
    method: 'GET',
    service: 'permits',
    permission: 'visit.look',
    object: 'visit/1',
    principal: 'person/ann',
    certificateSerial: '0a',
    address: undefined,
    case: '1',
    step: 'look',
    epoch: 3,
    status: 200,
    problem: undefined,
    receivedBytes: undefined,
    sentBytes: undefined,
    durationMilliseconds: 1,
  }
  const waiting = keeper.journal({ ...entry, sentBytes: 5, receivedBytes: 0 }, false)
  await keeper.journal(entry, true)
  await waiting
  const lines = (await journal.read(0, 10)).map((bytes) => JSON.parse(Buffer.from(bytes).toString('utf8')))
  assert.deepEqual(
    lines.map(({ v, at, sentBytes }) => [v, at, sentBytes]),
    [
      [1, '2026-01-05T08:00:00.000Z', 5],
      [1, '2026-01-05T08:00:00.000Z', undefined],
    ],
  )
})

test('time, epoch, admission and credentials are those of the node', async () => {
  const at = await watch()
  const { keeper, office } = at
  assert.equal(keeper.now(), office.time)
  const epoch = keeper.epoch()
  assert.equal(keeper.epoch(), epoch)
  office.happen()
  assert.notEqual(keeper.epoch(), epoch)
  assert.deepEqual(keeper.credentials('any'), { key: 'key', cert: 'cert' })
  assert.ok(keeper.admitting())
  await keeper.use(at.caller, grantOf(at, visiting(at), 'visit.stamp'))
  assert.ok(!keeper.admitting())
})
