import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { request } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { test } from 'node:test'
import { base64 } from '#bytes'
import { systemRandom } from '#crypto'
import { sure } from '#fault'
import { fakePdf } from '#pdf'
import { certificateSubject, pem } from '#x509'
import { caseOpened, procedureAdopted } from './fixture.ts'
import { forwardClock, type RealNode, realNode } from './real-node-fixture.ts'
import { signAct } from './sign.ts'

const letter = `
procedure: letter
title: { en: Letter }
opened-by: anyone
objects: letter/{case}
steps:
  write: { by: anyone, permits: [document.sign, document.read] }
`

test('whoever has the key signs a PDF over HTTPS, and a citizen verifies it', async (context) => {
  const folder = await mkdtemp(join(tmpdir(), 'chancery-signing-'))
  context.after(() => rm(folder, { recursive: true }))
  const at = await realNode(folder, 'letters.example', forwardClock())
  context.after(() => at.node.stop())
  const { founder } = at.fake.keys
  await procedureAdopted(at, 'letter', letter)
  const id = await caseOpened(at, 'letter')
  await at.does(founder, 'step.claim', { case: id, step: 'write' })

  const matter = {
    document: base64(fakePdf()),
    ...{ name: '許可 letter.pdf', reason: 'it is so' },
    mark: { page: 1, x: 40, y: 40, width: 240, height: 90 },
  }
  const wish = { ...matter, form: 'PAdES', object: `letter/${id}` }
  const prepared = await posted(at, '/signatures/prepare', wish)
  assert.equal(prepared.status, 200, prepared.body)
  const { toBeSigned, time, act } = JSON.parse(prepared.body)
  const value = base64(founder.sign(Buffer.from(toBeSigned, 'base64')))
  const unit = at.fake.keys.authority.publicKey.thumbprint
  const signer = { unit, signer: founder, time: at.clock.now(), random: systemRandom }
  const signed = signAct({ ...signer, act: act.act, input: { ...act.input, value } })
  const envelope = JSON.parse(Buffer.from(signed).toString())
  const made = await posted(at, '/signatures', { ...matter, time, level: 'B-LTA', envelope })
  assert.equal(made.status, 200, made.body)
  const { file, signature, receipt } = JSON.parse(made.body)
  assert.equal(receipt.act, 'document.sign')

  const verified = await fetch(`${at.public}/verify`, {
    ...{ method: 'POST', headers: { 'content-type': 'application/pdf' } },
    body: Buffer.from(file, 'base64'),
  })
  const answer = await verified.text()
  assert.match(answer, /TOTAL-PASSED|total-passed|main:passed/i, answer.slice(0, 500))

  const shown = await fetch(`${at.public}/signatures/${signature}`)
  assert.equal(shown.status, 200)
  assert.doesNotMatch(await shown.text(), /fay/)
  const again = await asked(at, 'GET', `/signatures/${signature}/receipt`)
  assert.equal(JSON.parse(again.body).index, receipt.index)
  const listed = await asked(at, 'GET', `/cases/${id}/signatures`)
  assert.match(listed.body, /"fay"/)
})

function posted(at: RealNode, path: string, body: object) {
  return asked(at, 'POST', path, JSON.stringify(body))
}

/** The answer of the API to the founder. */
async function asked(at: RealNode, method: string, path: string, body = '') {
  assert.equal(sure(certificateSubject(at.founder), 'the founder').id, 'fay')
  const tls = { key: at.fake.keys.founder.tlsPem(), cert: pem('CERTIFICATE', at.founder.der) }
  const ca = pem('CERTIFICATE', at.fake.authority.der)
  const headers = body === '' ? {} : { 'content-type': 'application/json' }
  const { port } = at.node.api.apiAddress
  const where = { host: '127.0.0.1', port, servername: 'localhost', agent: false as const }
  return new Promise<{ readonly status: number | undefined; readonly body: string }>((resolve, reject) => {
    const sent = request({ ...where, ...tls, ca, method, path, headers }, (response) => {
      text(response).then((all) => resolve({ status: response.statusCode, body: all }), reject)
    })
    sent.once('error', reject)
    sent.end(body)
  })
}
