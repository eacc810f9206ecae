import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { fakePdf } from '#pdf'
import { caseOpened, procedureAdopted } from './fixture.ts'
import { forwardClock, type RealNode, realNode } from './real-node-fixture.ts'

const letter = `
procedure: letter
title: { en: Letter }
opened-by: anyone
objects: letter/{case}
steps:
  write: { by: anyone, permits: [document.sign, document.seal], uses: { document.sign: 9 } }
`

const folder = mkdtempSync(join(tmpdir(), 'chancery-sign-command-'))
const at = (name: string) => join(folder, name)
let node: RealNode
let id = ''

before(async () => {
  node = await realNode(folder, 'letters.example', forwardClock())
  const { founder } = node.fake.keys
  await procedureAdopted(node, 'letter', letter)
  id = await caseOpened(node, 'letter')
  await node.does(founder, 'step.claim', { case: id, step: 'write' })
  writeFileSync(at('letter.pdf'), fakePdf())
  writeFileSync(at('letter.txt'), 'dear reader')
  writeFileSync(at('letter.json'), '{"dear":"reader"}')
})
after(async () => {
  await node.node.stop()
  rmSync(folder, { recursive: true })
})

for (const [name, out, level] of [
  ['letter.txt', 'letter.txt.p7s', 'B-B'],
  ['letter.json', 'letter.jades.json', 'B-T'],
  ['letter.pdf', 'letter-signed.pdf', 'B-LTA'],
] as const) {
  test(`${name} is signed under a step, to ${level}, and verifies under the unit's authority`, async () => {
    const wishes = ['--object', `letter/${id}`, '--commitment', 'proof-of-approval', '--level', level]
    const mark = name.endsWith('.pdf') ? ['--mark', '1,40,40,240,100'] : []
    const signed = await node.command('sign', at(name), ...wishes, ...mark)
    assert.equal(signed.code, 0, signed.err)
    assert.match(signed.out, new RegExp(`under case ${id}, step write, entry \\d+ of the record`))
    const list = await fetch(`${node.public}/crl/issuing.crl`)
    writeFileSync(at('issuing.crl'), Buffer.from(await list.arrayBuffer()))
    const verified = await node.command('verify', at(out), '--evidence', at('issuing.crl'))
    assert.equal(verified.code, 0, verified.out + verified.err)
    assert.equal(readFileSync(at(out)).length > 1_000, true)
  })
}

test('the unit puts its seal on what was signed, under a step, and both verify', async () => {
  const wishes = ['--object', `letter/${id}`, '--level', 'B-T', '--out', at('sealed.pdf')]
  const sealed = await node.command('seal', at('letter-signed.pdf'), ...wishes)
  assert.equal(sealed.code, 0, sealed.err)
  assert.match(sealed.out, new RegExp(`carries the unit's seal: PAdES, under case ${id}, step write`))
  const verified = await node.command('verify', at('sealed.pdf'), '--evidence', at('issuing.crl'))
  assert.equal(verified.code, 0, verified.out + verified.err)
  assert.equal(verified.out.match(/TOTAL-PASSED/g)?.length, 2)
  assert.match(verified.out, /\(seal\), and not changed since/)
  const again = await node.command('seal', at('letter-signed.pdf'), ...wishes)
  assert.match(again.err, /stands already/)
  const other = ['--object', 'letter/999', '--out', at('no.pdf')]
  assert.equal((await node.command('seal', at('letter.pdf'), ...other)).code, 1)
})

test('an object that no step permits is refused in the unit’s words, and nothing is written', async () => {
  const refused = await node.command(
    'sign',
    at('letter.txt'),
    '--object',
    'letter/999',
    '--out',
    at('no.p7s'),
  )
  assert.equal(refused.code, 1, refused.err)
})
