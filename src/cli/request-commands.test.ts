import assert from 'node:assert/strict'
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, beforeEach, test } from 'node:test'
import { sure } from '#fault'
import { fromPem, parseRequest } from '#x509'
import { runCommandLine } from './command-line.ts'
import { FakeUnit } from './fake-unit.ts'

const unit = new FakeUnit()
const other = new FakeUnit()
const top = mkdtempSync(join(tmpdir(), 'chancery-requests-'))
const environment = { CHANCERY_PASSPHRASE: 'some words nobody knows' }
const digest = 'a'.repeat(64)
let folder = ''
let made = 0

before(async () => {
  await unit.open()
  await other.open()
  const argv = [
    'key',
    'new',
    '--id',
    'wang.li',
    '--name',
    '王丽',
    '--domain',
    'unit.example',
    '--out',
    join(top, 'key'),
  ]
  assert.equal(await runCommandLine(argv, unit.ports({ environment })), 0, unit.err)
})
after(() => {
  unit.close()
  other.close()
  rmSync(top, { recursive: true })
})

/** A key of one's own with its request, and a unit that knows nothing of it yet. */
beforeEach(() => {
  folder = join(top, String(made++))
  cpSync(join(top, 'key'), folder, { recursive: true })
  unit.reset()
})

const at = (name: string): string => join(folder, name)

function requested(): Uint8Array {
  return sure(fromPem(readFileSync(at('request.pem'), 'utf8'), 'CERTIFICATE REQUEST'), 'the request')
}

function issued(chain = unit.certify(sure(parseRequest(requested()), 'the request').spki)): void {
  unit.situation = {
    [`/requests/${digest}`]: { request: digest, end: 'issued', serial: '4f21' },
    '/certificates/4f21': chain,
    '/authority': unit.authorityPem,
    '/unit': {
      name: 'unit',
      domain: 'unit.example',
      key: unit.unit,
      recordKey: unit.recordKey,
      journalKey: unit.recordKey,
    },
  }
}

const fetching = (): string[] => {
  return ['request', 'fetch', digest, '--from', unit.publicAddress, '--api', unit.address, '--out', folder]
}

test('a request is sent as it is and its number is told', async () => {
  unit.situation = { '/requests': { request: digest, status: `/requests/${digest}` } }
  const argv = ['request', 'send', at('request.pem'), '--to', unit.publicAddress]
  assert.equal(await runCommandLine(argv, unit.ports({ environment })), 0, unit.err)
  assert.deepEqual(unit.received, [Buffer.from(requested()).toString('latin1')])
  assert.match(unit.out, new RegExp(`^request ${digest} is received: tell this number to a registrar\n`))
})

test('what is no sound request is not sent', async () => {
  const text = readFileSync(at('request.pem'), 'utf8')
  for (const content of [
    'hello',
    text.replace('MII', 'MIJ'),
    text.replace(/.{8}=*\n-----END/, 'AAAAAAAA\n-----END'),
  ]) {
    writeFileSync(at('bad.pem'), content)
    const argv = ['request', 'send', at('bad.pem'), '--to', unit.publicAddress]
    assert.equal(await runCommandLine(argv, unit.ports({ environment })), 2, content)
  }
  assert.deepEqual(unit.received, [])
})

test('a certificate that was issued makes the folder one to act from', async () => {
  issued()
  assert.equal(await runCommandLine(fetching(), unit.ports({ environment })), 0, unit.err)
  assert.match(unit.out, new RegExp(`^compare before you use it: .* said to be ${unit.unit}$`, 'm'))
  const file = JSON.parse(readFileSync(at('unit.json'), 'utf8')) as Record<string, unknown>
  assert.deepEqual(file, {
    api: unit.address,
    public: unit.publicAddress,
    unit: unit.unit,
    domain: 'unit.example',
    recordKey: unit.recordKey,
    journalKey: unit.recordKey,
  })
  unit.situation = { '/cases/1': { case: '1' } }
  const acting = ['--as', folder, 'case', 'show', '1']
  assert.equal(await runCommandLine(acting, unit.ports({ environment })), 0, unit.err)
  assert.equal(unit.caller, 'URI:spiffe://unit.example/person/wang.li')
})

test('with the authority’s key told by other means nothing is left to compare', async () => {
  issued()
  const argv = [...fetching(), '--authority', unit.unit]
  assert.equal(await runCommandLine(argv, unit.ports({ environment })), 0, unit.err)
  assert.doesNotMatch(unit.out, /compare/)
})

test('an authority that stands beside the one to compare is not kept', async () => {
  issued()
  unit.situation['/authority'] = unit.authorityPem + other.authorityPem
  assert.equal(await runCommandLine(fetching(), unit.ports({ environment })), 0, unit.err)
  assert.equal(readFileSync(at('authority.pem'), 'utf8'), unit.authorityPem)
})

test('the key that is told may be newer than the one the unit is named by', async () => {
  issued()
  const { '/unit': facts } = unit.situation
  const founding = 'f'.repeat(43)
  unit.situation['/unit'] = { ...(facts as object), key: founding }
  const argv = [...fetching(), '--authority', unit.unit]
  assert.equal(await runCommandLine(argv, unit.ports({ environment })), 0, unit.err)
  assert.equal(JSON.parse(readFileSync(at('unit.json'), 'utf8')).unit, founding)
})

test('with the folder of somebody who knows the unit nothing is left to compare', async () => {
  issued()
  const argv = ['--as', unit.folder, 'request', 'fetch', digest, '--out', folder]
  assert.equal(await runCommandLine(argv, unit.ports({ environment })), 0, unit.err)
  assert.doesNotMatch(unit.out, /compare/)
  assert.equal(readFileSync(at('authority.pem'), 'utf8'), unit.authorityPem)
})

interface Unfetched {
  readonly name: string
  readonly prepare: () => void
  readonly more?: readonly string[]
  readonly code: number
  readonly err: RegExp
}

const waits = { request: digest, waits: 'approval' }

const unfetched: readonly Unfetched[] = [
  {
    name: 'a request that waits is fetched later',
    prepare: () => void (unit.situation = { [`/requests/${digest}`]: waits }),
    code: 1,
    err: /the request waits for approval: fetch again later/,
  },
  {
    name: 'a request that was rejected says why',
    prepare: () => {
      const rejected = { request: digest, end: 'rejected', reason: 'no such person' }
      unit.situation = { [`/requests/${digest}`]: rejected }
    },
    code: 1,
    err: /the request was rejected: no such person/,
  },
  {
    name: 'a certificate for another key is not taken',
    prepare: () => issued(readFileSync(join(unit.folder, 'certificate.pem'), 'utf8')),
    code: 4,
    err: /the certificate does not verify: it is for another key than/,
  },
  {
    name: 'a certificate by another unit is not taken',
    prepare: () => issued(other.certify(sure(parseRequest(requested()), 'the request').spki)),
    code: 4,
    err: /the certificate does not verify: its chain does not lead to the unit’s authority/,
  },
  {
    name: 'an authority with another key than the one that was told is not taken',
    prepare: issued,
    more: ['--authority', 'A'.repeat(43)],
    code: 4,
    err: /the authority it came with does not have the key of the unit/,
  },
  {
    name: 'an authority under which the API does not answer is not taken',
    prepare: () => {
      issued()
      unit.situation['/authority'] = other.authorityPem
    },
    code: 3,
    err: /is not known to be the unit that is meant/,
  },
]

for (const { name, prepare, more = [], code, err } of unfetched) {
  test(name, async () => {
    prepare()
    assert.equal(await runCommandLine([...fetching(), ...more], unit.ports({ environment })), code, unit.err)
    assert.match(unit.err, err)
    assert.equal(existsSync(at('certificate.pem')), false)
  })
}
