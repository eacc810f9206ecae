import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { utf8 } from '#bytes'
import { hour, systemClock } from '#clock'
import { openKey, PublicKeyCache, systemRandom } from '#crypto'
import { certain, sure } from '#fault'
import { foundingSuites } from '#founding'
import { certificateOf, speakerOf, unitProfile } from '#identity'
import { announcedProcedures, procedureSlice } from '#procedure'
import { openSqliteStore } from '#store'
import { RecordVerifier, read, readEntry } from '#unit'
import { allFromPem, fromPem, nameOf, parseCertificate, sameName } from '#x509'
import { configurationFile, readConfiguration } from './configuration.ts'
import { constitution, unitOf } from './constitution.ts'
import { type FoundingWish, foundUnit } from './found.ts'
import { openKeys } from './keyring.ts'
import { foundingProceduresFolder } from './offices.ts'
import { openUnit } from './open.ts'
import { startNode } from './start.ts'

const folder = await mkdtemp(join(tmpdir(), 'chancery-found-'))
after(() => rm(folder, { recursive: true }))

/** A founding in a place of its own, with what is given instead of the usual. */
function wish(place: string, instead: Partial<FoundingWish> = {}): FoundingWish {
  return {
    folder: join(folder, place, 'unit'),
    founderFolder: join(folder, place, 'people', 'fay'),
    name: '市政府',
    domain: 'city.example',
    publicUrl: 'http://city.example:8480',
    apiUrl: 'https://city.example:8444',
    suite: 'ecdsa-p256-sha256',
    founder: { id: 'fay', name: 'Fay' },
    unitPassphrase: 'of the unit',
    founderPassphrase: 'of the founder',
    configuration: 'log: silent\n',
    ...instead,
  }
}

async function openedIn(place: string, domain: string) {
  const keys = sure(await openKeys(join(place, 'keys'), 'of the unit'), 'its keys')
  const store = sure(await openSqliteStore(join(place, 'store.sqlite')), 'its store')
  const parts = { store, domain, logKey: keys.log, issuingKey: keys.issuing, sealKey: keys.seal }
  const opened = sure(await openUnit({ ...parts, clock: systemClock, random: systemRandom }), 'the unit')
  return { keys, store, opened }
}

test('a unit that was founded opens from its files, and its record holds', async () => {
  const asked = wish('founded')
  const made = sure(await foundUnit(asked, systemClock, systemRandom), 'the founding')
  const files = (await readdir(asked.folder)).filter((name) => !name.startsWith('store.'))
  assert.deepEqual(files.sort(), ['authority.pem', 'chancery.yaml', 'keys', 'unit.json'])
  assert.equal(await readFile(join(asked.folder, 'chancery.yaml'), 'utf8'), 'log: silent\n')

  const { keys, store, opened } = await openedIn(asked.folder, asked.domain)
  assert.equal(unitProfile(opened.unit.state)?.key, made.unit)
  assert.equal(unitProfile(opened.unit.state)?.node, keys.node.publicKey.thumbprint)
  const verifier = new RecordVerifier(constitution, new PublicKeyCache(), unitOf)
  for (const bytes of await opened.record.read(0, 9)) assert.ok(verifier.next(bytes).ok)
  assert.equal(verifier.state.size, opened.record.size)
  // Every procedure there is a file of, and no founding is left to finish.
  const shipped = (await readdir(foundingProceduresFolder)).filter((name) => name.endsWith('.yaml'))
  assert.equal(read(verifier.state, procedureSlice).procedures.size, shipped.length)
  assert.deepEqual(announcedProcedures(verifier.state), [])
  await store.close()

  // The founder has the key of the certificate that stands on the record, and what names the unit.
  const own = await readdir(asked.founderFolder)
  assert.deepEqual(own.sort(), ['authority.pem', 'certificate.pem', 'key.json', 'unit.json'])
  const text = (name: string) => readFile(join(asked.founderFolder, name), 'utf8')
  const key = sure(await openKey(await text('key.json'), 'of the founder'), 'the founder’s key')
  const [leaf] = sure(allFromPem(await text('certificate.pem'), 'CERTIFICATE'), 'the chain')
  const certificate = sure(parseCertificate(leaf ?? new Uint8Array()), 'the founder’s certificate')
  assert.deepEqual(Buffer.from(certificate.spki), Buffer.from(key.publicKey.spki))
  assert.equal(JSON.parse(await text('unit.json')).unit, made.unit)

  // Whoever comes from another unit finds the grades from the first certificate on.
  const { state } = opened.unit
  const held = certificateOf(state, certificate.serial)
  const node = sure(speakerOf(state, keys.node.publicKey.thumbprint, systemClock.now()), 'the node').speaker
  assert.deepEqual([held?.grade, certificateOf(state, node.serial ?? '')?.grade], ['basic', 'medium'])
  const authority = sure(fromPem(await text('authority.pem'), 'CERTIFICATE'), 'the authority')
  const { subject } = sure(parseCertificate(authority), 'its certificate')
  const name = nameOf({ organization: '市政府', commonName: 'city.example authority' })
  assert.ok(sameName(subject, name))

  const again = await foundUnit(asked, systemClock, systemRandom)
  assert.deepEqual(!again.ok && again.fault, { kind: 'folder-not-empty', folder: asked.folder })
})

test('what no certificate can hold is refused before anything is made', async (context) => {
  const long = `${'x'.repeat(47)}.example`
  const cases: readonly (readonly [string, Partial<FoundingWish>, string])[] = [
    ['a name longer than 64 characters', { name: '名'.repeat(65) }, 'name'],
    ['no name', { name: '' }, 'name'],
    ['a name with a control character', { name: 'City\u0000' }, 'name'],
    ['a domain in another script', { domain: '市.example' }, 'domain'],
    ['a domain in capitals', { domain: 'City.example' }, 'domain'],
    ['a domain too long for a common name', { domain: long }, 'domain'],
    ['a founder of two segments', { founder: { id: 'a/b', name: 'A' } }, 'founder.id'],
    ['a founder without a name', { founder: { id: 'a', name: '' } }, 'founder.name'],
    ['an address in another script', { publicUrl: 'http://市.example' }, 'publicUrl'],
    ['an address with a final slash', { publicUrl: 'http://city.example/' }, 'publicUrl'],
    ['an address that is too long', { publicUrl: `http://city.example/${'x'.repeat(300)}` }, 'publicUrl'],
    ['an API without TLS', { apiUrl: 'http://city.example' }, 'apiUrl'],
    [
      'a founder’s folder in the unit’s',
      { founderFolder: join(folder, 'refused/unit/people') },
      'founderFolder',
    ],
    [
      'a founder’s folder that is the unit’s',
      { founderFolder: join(folder, 'refused/unit/') },
      'founderFolder',
    ],
  ]
  for (const [what, instead, at] of cases) {
    await context.test(what, async () => {
      const made = await foundUnit(wish('refused', instead), systemClock, systemRandom)
      assert.ok(!made.ok && made.fault.kind === 'act-malformed')
      assert.equal((made.fault as { at?: string }).at, at)
      assert.ok(!existsSync(join(folder, 'refused')))
    })
  }
})

test('a suite that no founding fits is refused with those that do', async () => {
  for (const suite of ['ml-dsa-65', 'rot13']) {
    const made = await foundUnit(wish('suite', { suite }), systemClock, systemRandom)
    assert.deepEqual(!made.ok && made.fault, { kind: 'suite-not-for-units', suite, suites: foundingSuites })
  }
})

/** Of the 60 KiB of an entry: room in entry 0 for 15 more announcements, which take 160 octets each. */
const entryZeroBytesAimed = 44 * 1024
const entryBytesAimed = 56 * 1024

test('the largest certificates and a name of 60 characters leave room in entry 0', async () => {
  const name = '省自然资源厅地籍测绘与不动产登记管理局'.repeat(4).slice(0, 60)
  const founder = { id: 'fay', name }
  const asked = wish('large', {
    suite: 'rsa-pkcs1-sha256',
    name,
    founder,
    domain: 'cadastre.province.example',
  })
  const lengths = await foundedLengths(asked)
  assert.ok((lengths[0] ?? Infinity) < entryZeroBytesAimed, String(lengths))
  for (const length of lengths) assert.ok(length < entryBytesAimed, String(lengths))
})

/** The octets of each entry of a unit that is founded. */
async function foundedLengths(asked: FoundingWish): Promise<readonly number[]> {
  sure(await foundUnit(asked, systemClock, systemRandom), 'the founding')
  const { store, opened } = await openedIn(asked.folder, asked.domain)
  const entries = await opened.record.read(0, 20)
  await store.close()
  return entries.map(({ length }) => length)
}

test('a unit that lacks an entry of its founding is not served', async () => {
  const asked = wish('half')
  sure(await foundUnit(asked, systemClock, systemRandom), 'the founding')
  const whole = await openedIn(asked.folder, asked.domain)
  const [first] = await whole.opened.record.read(0, 1)
  await whole.store.close()
  for (const name of await readdir(asked.folder)) {
    if (name.startsWith('store.')) await rm(join(asked.folder, name), { recursive: true })
  }
  const half = await openedIn(asked.folder, asked.domain)
  const { envelope } = readEntry(certain(first, 'entry 0'))
  sure(await half.opened.unit.submit(utf8(JSON.stringify(envelope))), 'entry 0 again')
  const missing = announcedProcedures(half.opened.unit.state).length
  await half.store.close()
  assert.ok(missing > 0)

  const configuration = await readConfiguration(join(asked.folder, configurationFile), asked.folder)
  const parts = [sure(configuration, 'its configuration'), 'of the unit', systemClock, systemRandom] as const
  const node = await startNode(...parts)
  assert.deepEqual(!node.ok && node.fault, { kind: 'unit-unfinished', folder: asked.folder, missing })
})

test('a folder in which anything lies is left alone', async () => {
  const asked = wish('taken')
  for (const taken of [asked.folder, asked.founderFolder]) {
    await mkdir(taken, { recursive: true })
    await writeFile(join(taken, 'letter.txt'), 'dear')
    const made = await foundUnit(asked, systemClock, systemRandom)
    assert.deepEqual(!made.ok && made.fault, { kind: 'folder-not-empty', folder: taken })
    assert.deepEqual(await readdir(taken), ['letter.txt'])
    await rm(taken, { recursive: true })
  }
})

test('a founding that fails leaves nothing, neither at its place nor beside it', async (context) => {
  const whole = await foundedLengths(wish('whole'))
  assert.ok(whole.length > 1)
  for (const entries of whole.keys()) {
    await context.test(`after ${entries} entries`, async () => {
      const asked = wish('failed')
      // Four serial numbers are drawn, then an identifier for each act: signed in time, this one comes late.
      let draws = 0
      const counted = {
        bytes(length: number) {
          draws += 1
          return systemRandom.bytes(length)
        },
      }
      const late = { now: () => systemClock.now() + (draws > 4 + entries ? hour : 0) }
      const made = await foundUnit(asked, late, counted)
      assert.equal(draws, 5 + entries)
      assert.equal(!made.ok && made.fault.kind, 'act-time-off')
      assert.deepEqual(await readdir(join(folder, 'failed')), [])
    })
  }
})

test('what a founding had made when it was broken off lies beside its place until the next', async () => {
  const asked = wish('broken')
  const crashed = new Error('the machine lost its power')
  let draws = 0
  const cut = {
    bytes(length: number) {
      draws += 1
      if (draws > 6) throw crashed
      return systemRandom.bytes(length)
    },
  }
  await assert.rejects(foundUnit(asked, systemClock, cut), crashed)
  assert.deepEqual(await readdir(join(folder, 'broken')), ['unit.founding'])
  sure(await foundUnit(asked, systemClock, systemRandom), 'the founding')
  assert.deepEqual((await readdir(join(folder, 'broken'))).sort(), ['people', 'unit'])
})

test('what is left of a founding that was broken off does not stand in the way of the next', async () => {
  const asked = wish('again')
  await mkdir(`${asked.folder}.founding/keys`, { recursive: true })
  await writeFile(`${asked.folder}.founding/keys/node.key.json`, 'half')
  await mkdir(asked.folder)
  // With a final slash, as a shell completes it.
  const made = await foundUnit({ ...asked, folder: `${asked.folder}/` }, systemClock, systemRandom)
  assert.ok(made.ok)
  assert.deepEqual((await readdir(join(folder, 'again'))).sort(), ['people', 'unit'])
})
