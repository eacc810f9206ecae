import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { HandedFile } from '#api'
import { utf8 } from '#bytes'
import { day } from '#clock'
import { sure } from '#fault'
import { cadesRow, fakeHolder, fakeRoot, offlineTrust, verifyFiles, wholeFile, wholePart } from '#signature'
import { withoutSigned } from './handed-files.ts'

const now = Date.UTC(2026, 10, 22, 12)
const terms = { from: now - day, until: now + day }
const signer = fakeHolder(fakeRoot('City', terms), 'Li Wei', terms)

function file(name: string, text: string): HandedFile {
  return { name, bytes: utf8(text) }
}

function signatureOver({ name, bytes }: HandedFile): HandedFile {
  const { certificate, key } = signer
  const wishes = { suite: key.suite, certificate, chain: [], commitments: [], roles: [] }
  const content = { parts: [wholePart(name, bytes)], attached: false }
  const prepared = sure(cadesRow.prepare(wishes, content), 'a signature of the test')
  return { name: `${name}.p7s`, bytes: prepared.assemble(key.sign(prepared.toBeSigned)) }
}

function toldOf(...files: readonly HandedFile[]): readonly string[] {
  const handed = files.map(({ name, bytes }) => wholeFile(name, bytes))
  const reports = verifyFiles(handed, offlineTrust([], now))
  return withoutSigned(reports, files).map((report) => `${report.file.name} ${report.found.kind}`)
}

const letter = file('letter.txt', 'granted')

test('a file is told with the signature that is about it', () => {
  assert.deepEqual(toldOf(letter, signatureOver(letter)), ['letter.txt.p7s signed'])
  assert.deepEqual(toldOf(letter), ['letter.txt unsigned'])
})

test('another file that has the name of a signed one is told by itself', () => {
  const forged = file('letter.txt', 'refused')
  const told = ['letter.txt unsigned', 'letter.txt.p7s signed']
  assert.deepEqual(toldOf(letter, forged, signatureOver(letter)), told)
  assert.deepEqual(toldOf(forged, signatureOver(letter)), told)
})
