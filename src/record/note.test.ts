import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { concat, equalBytes, fromBase64, utf8 } from '#bytes'
import { importPrivateKey, PrivateKey } from '#crypto'
import { certain, sure } from '#fault'
import { noteSigner, openNote, parseVerifierKey, signNote, verifierKeyText, verifierOf } from './note.ts'

const file = join(import.meta.dirname, '../../../shared/data/tlog/note-vectors.json')
const skip = existsSync(file) ? false : 'no ../shared/data/tlog'

interface Vectors {
  readonly sign: { readonly skey: string; readonly text: string; readonly note: string }
  readonly goodVkeys: readonly string[]
  readonly badVkeys: readonly string[]
  readonly open: readonly {
    readonly desc: string
    readonly noteBase64: string
    readonly vkeys: readonly string[]
    readonly result: 'ok' | 'unverified' | 'ambiguous-key' | 'malformed' | 'invalid-signature'
    readonly verified?: readonly string[]
    readonly unverified?: readonly string[]
  }[]
}

const faultOf = {
  unverified: 'note-unsigned',
  'ambiguous-key': 'note-key-ambiguous',
  malformed: 'note-malformed',
  'invalid-signature': 'note-signature-wrong',
} as const

function vectors(): Vectors {
  return JSON.parse(readFileSync(file, 'utf8')) as Vectors
}

test('the public note cases open, or do not, as they say', { skip }, () => {
  const cases = vectors().open
  for (const { desc, noteBase64, vkeys, result, verified, unverified } of cases) {
    const known = vkeys.map((key) => sure(parseVerifierKey(key), key))
    const note = openNote(sure(fromBase64(noteBase64), desc), known)
    if (result !== 'ok') {
      assert.equal(note.ok ? 'ok' : note.fault.kind, faultOf[result], desc)
      continue
    }
    const opened = sure(note, desc)
    assert.deepEqual(
      [opened.verified.map(({ name }) => name), opened.unknown.map(({ name }) => name)],
      [verified, unverified],
      desc,
    )
  }
  assert.equal(cases.length, 16)
})

test('the public signing case gives the same note', { skip }, () => {
  const { skey, text, note } = vectors().sign
  const [, , name = '', , encoded = ''] = skey.split('+', 4).concat(skey.split('+').slice(4).join('+'))
  const seed = sure(fromBase64(encoded), 'the key').subarray(1)
  // PKCS#8 of an Ed25519 key up to its 32 bytes (RFC 8410 §7).
  const prefix = Buffer.from('302e020100300506032b657004220420', 'hex')
  const der = Buffer.from(concat(prefix, seed)).toString('base64')
  const pem = `-----BEGIN PRIVATE KEY-----\n${der}\n-----END PRIVATE KEY-----\n`
  const signer = sure(noteSigner(name, sure(importPrivateKey(pem), 'the key')), 'the signer')
  assert.equal(signNote(text, signer), note)
})

test('verifier keys are read in their one spelling', { skip }, () => {
  const { goodVkeys, badVkeys } = vectors()
  for (const text of goodVkeys) assert.equal(verifierKeyText(sure(parseVerifierKey(text), text)), text)
  for (const text of badVkeys) assert.equal(parseVerifierKey(text).ok, false, text)
  const good = certain(goodVkeys[0], 'a key')
  for (let from = 0; from < good.length; from++) {
    for (let to = from; to <= good.length; to++) {
      if (to - from < good.length) assert.equal(parseVerifierKey(good.slice(from, to)).ok, false)
    }
    const changed = Buffer.from(good)
    changed[from] = certain(changed[from], 'a byte') + 1
    assert.equal(parseVerifierKey(changed.toString()).ok, false, changed.toString())
  }
})

test('a signer of another key type or with an unsuitable name is refused', () => {
  const ed25519 = PrivateKey.generate('ed25519')
  const p256 = PrivateKey.generate('ecdsa-p256-sha256')
  assert.deepEqual(noteSigner('x.example/log', p256), {
    ok: false,
    fault: { kind: 'note-key-unsuitable', type: 'p256' },
  })
  for (const name of ['', 'a b', 'a+b', 'a\u00a0b', 'a\nb', 'a\u0001b', 'a\u2003b']) {
    assert.deepEqual(noteSigner(name, ed25519), { ok: false, fault: { kind: 'note-name-unsuitable', name } })
  }
  assert.ok(noteSigner('verwaltung.example/größe', ed25519).ok)
})

test('a text that cannot be a note is not signed', () => {
  const signer = sure(noteSigner('x.example/log', PrivateKey.generate('ed25519')), 'the signer')
  for (const text of ['', 'no newline', 'tab\there\n']) assert.throws(() => signNote(text, signer))
})

test('any single changed byte of a note is found', () => {
  const signer = sure(noteSigner('x.example/log', PrivateKey.generate('ed25519')), 'the signer')
  const note = utf8(signNote('one\n\ntwo\n', signer))
  const known = [verifierOf(signer)]
  assert.ok(openNote(note, known).ok)
  for (let at = 0; at < note.length; at++) {
    for (const bit of [1, 0x20, 0x80]) {
      const changed = new Uint8Array(note)
      changed[at] = certain(changed[at], 'a byte') ^ bit
      const opened = openNote(changed, known)
      assert.ok(!opened.ok || equalBytes(changed, note), String(at))
    }
  }
})

test('a key of the same name and another id is unknown, and proves nothing', () => {
  const ours = sure(noteSigner('x.example/log', PrivateKey.generate('ed25519')), 'the signer')
  const other = sure(noteSigner('x.example/log', PrivateKey.generate('ed25519')), 'the signer')
  const note = utf8(signNote('text\n', other))
  assert.deepEqual(openNote(note, [verifierOf(ours)]), { ok: false, fault: { kind: 'note-unsigned' } })
  const both = sure(openNote(utf8(signNote('text\n', other, ours)), [verifierOf(ours)]), 'the note')
  assert.deepEqual([both.verified.length, both.unknown.length], [1, 1])
})
