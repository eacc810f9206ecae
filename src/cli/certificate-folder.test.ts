import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { systemRandom } from '#crypto'
import { fakeKey, fakeUnit, rolloverCertificates } from '#identity'
import { type Certificate, pem } from '#x509'
import { writeCertificateFolder } from './certificate-folder.ts'

const top = mkdtempSync(join(tmpdir(), 'chancery-folders-'))
after(() => rmSync(top, { recursive: true }))

const here = fakeUnit(Date.UTC(2026, 0, 5, 8))
const rolled = rolloverCertificates({
  old: here.authority,
  oldKey: here.keys.authority,
  newKey: fakeKey(),
  issuing: here.issuing,
  time: here.time,
  random: systemRandom,
})
const unit = { api: 'https://x', public: 'http://x', unit: 'x', domain: here.domain }

function texts(...certificates: readonly Certificate[]): string {
  return certificates.map(({ der }) => pem('CERTIFICATE', der)).join('')
}

/** What becomes of a chain under an authority, in a folder of its own. */
function written(place: string, chain: string, authority: string): string {
  const folder = join(top, place)
  const files = writeCertificateFolder(folder, { chain, authority, unit })
  if (files.ok) return readdirSync(folder).sort().join(' ')
  return 'problem' in files.fault ? files.fault.problem : files.fault.kind
}

const all = 'authority.pem certificate.pem unit.json'
const afterRollover = texts(here.founder, rolled.issuing, rolled.newWithOld)

test('a chain is taken under whichever authority key of the unit it leads to', () => {
  assert.equal(written('first', texts(here.founder, here.issuing), texts(here.authority)), all)
  assert.equal(written('old', afterRollover, texts(here.authority)), all)
  assert.equal(written('new', afterRollover, texts(rolled.authority)), all)
  assert.equal(written('both', afterRollover, texts(here.authority, rolled.authority)), all)
})

test('a chain with a gap, or under another authority, is not taken', () => {
  const led = 'its chain does not lead to the unit’s authority'
  assert.equal(written('short', texts(here.founder, rolled.issuing), texts(here.authority)), led)
  assert.equal(written('gap', texts(here.founder, rolled.newWithOld), texts(here.authority)), led)
  assert.equal(written('other', afterRollover, texts(fakeUnit(here.time).authority)), led)
  assert.equal(written('none', afterRollover, ''), led)
})
