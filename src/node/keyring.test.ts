import assert from 'node:assert/strict'
import { mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { sure } from '#fault'
import { addLaterKeys, keepKeys, keyRoles, newKeys, nodeKeyRoles, openKeys } from './keyring.ts'

test('every role has a key of its own, of the suite its readers know', () => {
  const keys = newKeys('ecdsa-p384-sha384')
  const suites = keyRoles.map((role) => keys[role].suite.name)
  const [unit, browsers, notes] = ['ecdsa-p384-sha384', 'ecdsa-p256-sha256', 'ed25519']
  assert.deepEqual(keyRoles.slice(0, 6), ['authority', 'issuing', 'node', 'gate', 'log', 'token'])
  assert.deepEqual(keyRoles.slice(6), ['seal', 'time-stamp'])
  assert.deepEqual(suites, [unit, unit, unit, browsers, notes, browsers, unit, browsers])
  assert.equal(new Set(keyRoles.map((role) => keys[role].publicKey.thumbprint)).size, keyRoles.length)
})

test('keys come back as they were kept, and the node needs none of the authority', async (context) => {
  const folder = await mkdtemp(join(tmpdir(), 'chancery-keyring-'))
  context.after(() => rm(folder, { recursive: true }))
  const place = join(folder, 'keys')
  const keys = newKeys('ed25519')
  await keepKeys(place, keys, 'open sesame')

  assert.deepEqual((await readdir(place)).sort(), keyRoles.map((role) => `${role}.key.json`).sort())
  for (const role of keyRoles) {
    const path = join(place, `${role}.key.json`)
    assert.equal((await stat(path)).mode & 0o777, 0o600)
    assert.ok(!(await readFile(path, 'utf8')).includes('PRIVATE'))
  }

  await rename(join(place, 'authority.key.json'), join(folder, 'safe.json'))
  const opened = sure(await openKeys(place, 'open sesame'), 'the keys')
  assert.deepEqual(Object.keys(opened), nodeKeyRoles)
  for (const role of nodeKeyRoles) {
    assert.equal(opened[role].publicKey.thumbprint, keys[role].publicKey.thumbprint)
  }

  await context.test('a wrong passphrase opens none and names the file', async () => {
    const path = join(place, 'issuing.key.json')
    assert.deepEqual(await openKeys(place, 'open barley'), {
      ok: false,
      fault: { kind: 'key-file-refused', path, fault: { kind: 'passphrase-wrong' } },
    })
  })

  await context.test('no key that exists is written over', async () => {
    const before = await readFile(join(place, 'node.key.json'), 'utf8')
    await assert.rejects(keepKeys(place, newKeys('ed25519'), 'another'), { code: 'EEXIST' })
    assert.equal(await readFile(join(place, 'node.key.json'), 'utf8'), before)
  })

  await context.test('a missing and a broken file are named', async () => {
    const path = join(place, 'token.key.json')
    await writeFile(path, 'hello')
    const broken = await openKeys(place, 'open sesame')
    const fault = { kind: 'key-file-refused', path, fault: { kind: 'file-unreadable' } }
    assert.deepEqual(!broken.ok && broken.fault, fault)
    await rm(path)
    const missing = await openKeys(place, 'open sesame')
    assert.deepEqual(!missing.ok && missing.fault, { kind: 'key-file-missing', path })
  })
})

test('an older unit is given the keys it lacks, once, and only beside the others', async (context) => {
  const folder = await mkdtemp(join(tmpdir(), 'chancery-keyring-'))
  context.after(() => rm(folder, { recursive: true }))
  const keys = newKeys('ecdsa-p384-sha384')
  await keepKeys(folder, keys, 'open sesame')
  assert.deepEqual(await addLaterKeys(folder, 'open sesame'), { ok: true, value: [] })

  const path = join(folder, 'seal.key.json')
  await rm(path)
  const wrong = await addLaterKeys(folder, 'open barley')
  assert.equal(!wrong.ok && wrong.fault.kind, 'key-file-refused')
  assert.deepEqual(await addLaterKeys(folder, 'open sesame'), { ok: true, value: ['seal'] })
  const opened = sure(await openKeys(folder, 'open sesame'), 'the keys')
  assert.equal(opened.seal.suite.name, 'ecdsa-p384-sha384')
  assert.notEqual(opened.seal.publicKey.thumbprint, keys.seal.publicKey.thumbprint)
  assert.equal((await stat(path)).mode & 0o777, 0o600)

  await rm(path)
  const issuing = join(folder, 'issuing.key.json')
  await rm(issuing)
  const fault = { kind: 'key-file-missing', path: issuing }
  assert.deepEqual(await addLaterKeys(folder, 'open sesame'), { ok: false, fault })
})
