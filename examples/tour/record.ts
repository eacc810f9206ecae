import { join } from 'node:path'
import { fromBase64 } from '#bytes'
import { sure } from '#fault'
import { bundlePath, tileWidth, tileWidthMax } from '#merkle'
import { decodeBundle, parseCheckpoint } from '#record'
import type { Receipt } from '#unit'
import type { Told } from './commands.ts'
import type { Answer } from './connection.ts'
import { type Changed, copyStore, withChangedEntry, withChangedTile } from './copy.ts'
import { caseOpenedBy, envelopeOf, send } from './envelope.ts'
import type { Findings } from './findings.ts'
import type { Office } from './office.ts'
import { done, firstPart, problemWords } from './words.ts'

/** The record: who may read it, that it verifies, and that a changed byte is found. */
export async function theRecord(office: Office, findings: Findings, receipt: Receipt): Promise<void> {
  findings.chapter('The record: hashes for all, entries under an audit, and no byte changed unseen')
  const path = `/record/${await bundleOf(office, receipt.index)}`
  const overHttp = await office.ask(path)
  findings.see('entries over plain HTTP', overHttp.status, problemWords(overHttp), overHttp.status === 403)
  const asLi = await office.askAs('li.wei', path)
  findings.see('entries as Li Wei', asLi.status, problemWords(asLi), asLi.status === 403)
  const proof = await office.command(['record', 'prove', String(receipt.index), '--url', office.unit.public])
  findings.see(
    `chancery record prove ${receipt.index}, by nobody`,
    outcomeOf(proof),
    firstLine(proof),
    proof.code === 0,
  )
  await audited(office, findings, path, receipt)
  await offline(office, findings, receipt.index)
}

/** Path of the bundle in which an entry lies, as wide as the log has it. */
async function bundleOf(office: Office, index: number): Promise<string> {
  const size = await sizeOf(office)
  const bundle = Math.floor(index / tileWidthMax)
  return bundlePath(bundle, tileWidth(0, bundle, size))
}

async function sizeOf(office: Office): Promise<number> {
  const note = Buffer.from((await office.ask('/record/checkpoint')).bytes).toString('utf8')
  return sure(parseCheckpoint(note.slice(0, note.lastIndexOf('\n\n') + 1)), 'the checkpoint').size
}

async function audited(office: Office, findings: Findings, path: string, receipt: Receipt): Promise<void> {
  const audit = await office.openCase('sun.li', 'audit')
  const claimed = await office.step('sun.li', 'claim', audit, 'read')
  done(findings, `Sun Li, auditor, opens audit case ${audit} and claims read`, claimed)
  const bundle = await office.askAs('sun.li', path)
  const entries = bundle.status === 200 ? sure(decodeBundle(bundle.bytes), 'the bundle') : []
  const entry = entries[receipt.index % tileWidthMax] ?? new Uint8Array()
  const same = Buffer.compare(entry, sure(fromBase64(receipt.entry), 'the entry')) === 0
  const words = same ? `entry ${receipt.index} is the one of the receipt` : 'not the one of the receipt'
  findings.see('entries as Sun Li', bundle.status, words, same)
  const verified = await office.as('sun.li', 'record', 'verify')
  findings.see(
    'chancery record verify, over HTTP',
    outcomeOf(verified),
    firstLine(verified),
    verified.code === 0,
  )
  const journal = await office.as('sun.li', 'record', 'verify', '--journal')
  findings.see('chancery record verify --journal', outcomeOf(journal), firstLine(journal), journal.code === 0)
  const completed = await office.step('sun.li', 'complete', audit, 'read')
  done(findings, `Sun Li completes read of case ${audit}`, completed)
  const after: Answer = await office.askAs('sun.li', path)
  findings.see('entries as Sun Li, after the audit', after.status, problemWords(after), after.status === 403)
}

/** On a copy of the store, with no node: it verifies, and every changed byte is found where it lies. */
async function offline(office: Office, findings: Findings, index: number): Promise<void> {
  await fillFirstTile(office)
  const copy = await copyStore(join(office.folder, 'unit', 'store.sqlite'), office.scratch)
  const verify = (path: string): Promise<Told> => office.as('sun.li', 'record', 'verify', '--store', path)
  const clean = await verify(copy)
  findings.see(
    'record verify --store, on a copy of the store',
    outcomeOf(clean),
    firstLine(clean),
    clean.code === 0,
  )
  const size = Number(/(\d+) entries/.exec(clean.out)?.[1] ?? 0)
  const old = index % tileWidthMax
  for (const at of new Set([index, old])) {
    const entry = await withChangedEntry(copy, size, at)
    found(findings, `${byteWords(entry)}, in entry ${at}`, await verify(entry.path), `entry ${at}:`)
  }
  const tile = await withChangedTile(copy, size, old)
  found(findings, `${byteWords(tile)}, in a tile`, await verify(tile.path), 'tile 0/0:')
}

/** A tile is stored once it is full; a young record gets there by cases that are opened and cancelled. */
async function fillFirstTile(office: Office): Promise<void> {
  const key = await office.keyOf('gao.yan')
  for (let size = await sizeOf(office); size <= tileWidthMax; size += 2) {
    const opening = envelopeOf(office, key, 'case.open', { procedure: 'building-permit' })
    const receipt = (await send(office, opening)).json as Receipt
    const reason = 'opened to fill a tile'
    await send(office, envelopeOf(office, key, 'case.cancel', { case: caseOpenedBy(receipt), reason }))
  }
}

function byteWords({ byte: { offset, from, to } }: Changed): string {
  const hex = (value: number): string => value.toString(16).padStart(2, '0')
  return `byte ${offset} of the copy ${hex(from)} → ${hex(to)}`
}

/** A line about a change that must be found, and told where it lies. */
function found(findings: Findings, what: string, { code, sentence }: Told, where: string): void {
  const told = sentence.replace(/^the record does not verify: /, '').replace(/; keep what.*$/, '')
  findings.see(what, 'found', told, code === 4 && told.includes(where))
}

function outcomeOf({ code }: Told): string {
  return code === 0 ? 'verified' : 'refused'
}

function firstLine({ code, out, sentence }: Told): string {
  return code === 0 ? (out.split('\n')[0] ?? '') : firstPart(sentence)
}
