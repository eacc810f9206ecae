import assert from 'node:assert/strict'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, beforeEach, describe, test } from 'node:test'
import { base64 } from '#bytes'
import { systemRandom } from '#crypto'
import { fakeKey, fakeUnit, rolloverCertificates } from '#identity'
import { type Certificate, pem } from '#x509'
import { linkedAuthorities } from './authority-update.ts'
import { runCommandLine } from './command-line.ts'
import { FakeUnit } from './fake-unit.ts'

const unit = new FakeUnit()
const now = unit.ports().clock.now()
const here = fakeUnit(now)
const firstKey = fakeKey()
const first = rolledFrom(here.authority, here.keys.authority, firstKey)
const second = rolledFrom(first.authority, firstKey, fakeKey())
const top = mkdtempSync(join(tmpdir(), 'chancery-update-'))
const folder = join(top, 'mei')

before(() => unit.open())
after(() => {
  unit.close()
  rmSync(top, { recursive: true })
})
beforeEach(() => {
  unit.reset()
  cpSync(unit.folder, folder, { recursive: true })
})

function rolledFrom(old: Certificate, oldKey: ReturnType<typeof fakeKey>, newKey: typeof oldKey) {
  return rolloverCertificates({ old, oldKey, newKey, issuing: here.issuing, time: now, random: systemRandom })
}

describe('the authorities that a folder may hold to', () => {
  const [a, b, c] = [here.authority, first.authority, second.authority]
  const all = [first.newWithOld, first.oldWithNew, second.newWithOld, second.oldWithNew]
  const stranger = fakeUnit(now).authority
  const names = new Map([
    [a, 'a'],
    [b, 'b'],
    [c, 'c'],
    [stranger, 'stranger'],
  ])
  const cases: readonly (readonly [
    what: string,
    kept: readonly Certificate[],
    offered: readonly Certificate[],
    links: readonly Certificate[],
    held: string,
  ])[] = [
    ['are the same when nothing rolled over', [a], [a], [], 'a'],
    ['follow over one link', [a], [a, b], all, 'a b'],
    ['follow over a key that is retired', [a], [c], all, 'c'],
    ['follow whatever the order of the links', [a], [c], all.toReversed(), 'c'],
    ['lose the one that is retired', [a, b], [b], all, 'b'],
    ['gain nothing from standing beside one', [a], [a, stranger], all, 'a'],
    ['do not follow a link that is missing', [a], [c], [second.newWithOld], ''],
    ['do not follow back over a link from new to old alone', [a], [b], [first.oldWithNew], ''],
  ]
  for (const [what, kept, offered, links, held] of cases) {
    test(what, () => {
      const found = linkedAuthorities(kept, offered, links, now)
      assert.equal(found.map((one) => names.get(one)).join(' '), held)
    })
  }

  test('follow no link whose time is over', () => {
    assert.deepEqual(linkedAuthorities([a], [b], all, first.newWithOld.notAfter + 1000), [])
  })
})

const argv = ['--as', folder, 'authority', 'update']
const authorities = (...list: readonly Certificate[]): string =>
  list.map(({ der }) => pem('CERTIFICATE', der)).join('')

test('a folder follows its unit, and holds no more to what is retired', async () => {
  writeFileSync(join(folder, 'authority.pem'), unit.authorityPem + authorities(here.authority))
  unit.situation = {
    '/authority': unit.authorityPem + authorities(first.authority),
    '/authorities': {
      links: [first.newWithOld, first.oldWithNew].map(({ der }) => ({ certificate: base64(der) })),
    },
  }
  assert.equal(await runCommandLine(argv, unit.ports()), 0, unit.err)
  assert.match(unit.out, /^now .*\n.*\nno more .*\n.*\n$/)
  const text = readFileSync(join(folder, 'authority.pem'), 'utf8')
  assert.equal(text, unit.authorityPem + authorities(first.authority))
  unit.out = ''
  assert.equal(await runCommandLine(argv, unit.ports()), 0, unit.err)
  assert.match(unit.out, /holds what the unit has\n$/)
})

test('a unit to whose key nothing leads is not followed, and the folder stays as it is', async () => {
  unit.situation = {
    '/authority': authorities(first.authority),
    '/authorities': { links: [{ certificate: '?' }] },
  }
  assert.equal(await runCommandLine(argv, unit.ports()), 4)
  assert.match(unit.err, /no link leads to it/)
  assert.equal(readFileSync(join(folder, 'authority.pem'), 'utf8'), unit.authorityPem)
})
