import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { z } from 'zod'
import { day, hour } from '#clock'
import { certain } from '#fault'
import { agreementsOf, publicationOf } from '#recognition'
import { recognise, revoke, withdraw } from './bundles-fixture.ts'
import { caseOpened, procedureAdopted } from './fixture.ts'
import { forwardClock, type RealNode, realNode } from './real-node-fixture.ts'

/** Strangers are given so many judgements in a row, and then one in two seconds. */
const lookMilliseconds = 2_000

/** A loaded machine gets time; a node that never does it does not hang the tests. */
const waitMillisecondsMax = 60_000

const letter = `
procedure: letter
title: { en: Letter }
opened-by: anyone
objects: letter/{case}
steps:
  write: { by: anyone, permits: [document.sign], uses: { document.sign: 9 } }
`

const levels = ['B-B', 'B-T', 'B-LTA'] as const
type Level = (typeof levels)[number]

/** What a stranger is told of a signature: the words of the standard without their common beginning. */
const signatureForm = z
  .object({
    SignatureValidationStatus: z.object({
      MainIndication: z.string(),
      SubIndication: z.array(z.string()).default([]),
    }),
    SignerInformation: z.object({ Grade: z.string().optional() }).optional(),
    ValidationTimeInfo: z.object({ BestSignatureTime: z.object({ Authority: z.string().optional() }) }),
    Chancery: z.object({ Text: z.object({ en: z.string() }), Receipt: z.object({ State: z.string() }) }),
  })
  .transform(({ SignatureValidationStatus: status, ...told }) => ({
    indication: [status.MainIndication, ...status.SubIndication]
      .map((uri) => uri.split(':').at(-1))
      .join(' '),
    grade: told.SignerInformation?.Grade,
    provenBy: told.ValidationTimeInfo.BestSignatureTime.Authority,
    receipt: told.Chancery.Receipt.State,
    text: told.Chancery.Text.en,
  }))
type Judged = z.infer<typeof signatureForm>

const answerForm = z.object({
  reports: z.array(z.object({ SignatureValidationReport: z.array(signatureForm) })),
})

const clock = forwardClock()

/** Number of the newest bundle. */
function publishedBy(node: RealNode): number | undefined {
  return publicationOf(node.opened.unit.state)?.number
}

describe('a document signed at one unit, dropped at the public page of another', () => {
  let folder: string
  let here: RealNode
  let there: RealNode
  let id: string
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'chancery-foreign-'))
    here = await realNode(folder, 'here.example', clock)
    there = await realNode(folder, 'there.example', clock)
    const { founder } = there.fake.keys
    await procedureAdopted(there, 'letter', letter)
    id = await caseOpened(there, 'letter')
    await there.does(founder, 'step.claim', { case: id, step: 'write' })
    for (const level of levels) {
      const path = join(folder, level)
      await writeFile(path, `dear reader of ${level}`)
      const wishes = ['--attached', '--object', `letter/${id}`, '--level', level, '--out', `${path}.p7m`]
      const signed = await there.command('sign', path, ...wishes)
      assert.equal(signed.code, 0, signed.err)
    }
  })
  after(async () => {
    await Promise.all([here.node.stop(), there.node.stop()])
    await rm(folder, { recursive: true })
  })

  const judged = async (level: Level): Promise<Judged> => {
    const answer = await fetch(`${here.public}/verify`, {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream', accept: 'application/json' },
      body: await readFile(join(folder, `${level}.p7m`)),
    })
    const { reports } = answerForm.parse(await answer.json())
    return certain(reports[0]?.SignatureValidationReport[0], 'a signature')
  }
  const indications = async (): Promise<readonly string[]> => {
    const all: string[] = []
    for (const level of levels) all.push((await judged(level)).indication)
    return all
  }
  /** Waits until the first judgement is as expected, and compares all of them. */
  const become = async (...expected: readonly string[]): Promise<void> => {
    for (const end = Date.now() + waitMillisecondsMax; Date.now() < end; await wait(lookMilliseconds)) {
      if ((await judged('B-B')).indication === expected[0]) break
    }
    assert.deepEqual(await indications(), expected)
  }
  /** Whom `here` recognised before it recognises no more. */
  const recognised = async (terms: Readonly<Record<string, unknown>>): Promise<void> => {
    const row = agreementsOf(here.opened.unit.state)[0]
    if (row) await withdraw(here, row)
    const at = { bundle: there.url, privateAddresses: true }
    await recognise(here, { domain: there.domain, authority: there.fake.authority }, { ...at, ...terms })
  }

  test('counts for nothing where nobody vouches for the signer', async () => {
    const { indication, text } = await judged('B-T')
    assert.equal(indication, 'indeterminate NO_CERTIFICATE_CHAIN_FOUND')
    assert.match(text, /Nobody whom you trust vouches for the signer/)
  })

  test('nor where the agreement is for logging in alone, and the words say so', async () => {
    await recognised({ purposes: ['client'] })
    const refused = 'indeterminate CHAIN_CONSTRAINTS_FAILURE'
    await become(refused, refused, refused)
    const { text, receipt } = await judged('B-LTA')
    assert.match(text, /only where the agreement with that unit is for signatures/)
    assert.match(text, /counts for nothing \(.*there\.example.* is not recognised for time-stamps/)
    assert.equal(receipt, 'unproven')
  })

  test('holds where the agreement is for signatures, its receipt proven, its time not', async () => {
    await recognised({ purposes: ['signature'], grade: 'rudimentary' })
    await become('total-passed', 'total-passed', 'total-passed')
    const { grade, provenBy, receipt, text } = await judged('B-T')
    assert.deepEqual([grade, provenBy, receipt], ['rudimentary', undefined, 'proven'])
    assert.match(text, /trust here\.example authority and, through it, there\.example authority, there/)
    assert.match(text, /The record there\.example\/record shows .* step write of case/)
    assert.match(text, /Nothing proves when it was signed/)
  })

  test('is proven in time where it is for time-stamps, though agreed upon only later', async () => {
    clock.ahead += day
    await recognised({ purposes: ['signature', 'time-stamp'] })
    await become('total-passed', 'total-passed', 'total-passed')
    for (const level of ['B-T', 'B-LTA'] as const) {
      const { provenBy, receipt, text } = await judged(level)
      assert.deepEqual([provenBy, receipt], ['there.example (time-stamp)', 'proven'])
      assert.match(text, /It existed by .*, as there\.example \(time-stamp\) has time-stamped/)
    }
  })

  test('no narrowing makes an agreement wider', async () => {
    const [row] = agreementsOf(here.opened.unit.state)
    const caseId = await caseOpened(here, 'narrow-recognition', { unit: there.domain })
    await here.does(here.fake.keys.founder, 'step.claim', { case: caseId, step: 'propose' })
    const named = ['--unit', there.domain, '--agreement', row?.agreement ?? '', '--evidence', 'asked for']
    const wider = ['--purposes', 'signature', '--purposes', 'client']
    const refused = await here.command('agreement', 'propose-narrowing', ...named, ...wider)
    assert.equal(refused.code, 1, refused.out + refused.err)
    assert.match(refused.err, /purposes/)
  })

  test('is told of once the certificate is revoked, but holds where it is proven to be older', async () => {
    await there.does(there.fake.keys.founder, 'step.complete', { case: id, step: 'write' })
    const before = publishedBy(there)
    await revoke(there, there.founder.serial)
    // Whoever asks before it is published asks again an hour later.
    for (const end = Date.now() + waitMillisecondsMax; publishedBy(there) === before; await wait(50)) {
      assert.ok(Date.now() < end, 'no bundle tells of the revocation')
    }
    clock.ahead += hour
    await become('indeterminate REVOKED_NO_POE', 'total-passed', 'total-passed')
  })

  test('counts for nothing again once the agreement is withdrawn', async () => {
    const [row] = agreementsOf(here.opened.unit.state)
    assert.ok(row)
    await withdraw(here, row)
    const strange = 'indeterminate NO_CERTIFICATE_CHAIN_FOUND'
    await become(strange, strange, strange)
  })
})
