import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { CompletionWish, DocumentWish, SignedFile } from '#api'
import { base64url, fromBase64, utf8 } from '#bytes'
import { hour, minute } from '#clock'
import { documentSuite, type PrivateKey, PublicKeyCache, systemRandom } from '#crypto'
import { certain, type Result, sure } from '#fault'
import { fakeKey, ownCertificate, ownChain, speakerOf } from '#identity'
import { fakePdf } from '#pdf'
import {
  offlineTrust,
  type SignatureForm,
  type SignatureLevel,
  type SignatureReport,
  verifyFile,
  wholeFile,
  wholePart,
} from '#signature'
import { RecordVerifier, type Refusal } from '#unit'
import { constitution, unitOf } from './constitution.ts'
import { DocumentSigning } from './document-signing.ts'
import { Duties } from './duties.ts'
import { caseOpened, type FakeNode, foundedNode, ownKeysIn, procedureAdopted } from './fixture.ts'
import { RevocationLists } from './revocation-lists.ts'
import { signAct } from './sign.ts'
import { TimestampAuthority } from './timestamp-authority.ts'

const letter = `
procedure: letter
title: { en: Letter }
opened-by: anyone
objects: letter/{case}
steps:
  write: { by: anyone, permits: [document.sign, document.read], uses: { document.sign: 9 } }
  send: { after: write, by: anyone, permits: [document.seal] }
`

interface Office {
  readonly node: FakeNode
  readonly signing: DocumentSigning
  readonly case: string
}

/** A node whose own keys are certified, and a case in which its founder writes a letter. */
async function office(): Promise<Office> {
  const node = await foundedNode()
  const { fake, opened, clock } = node
  const { unit, journal } = opened
  const duties = new Duties({
    ...{ unit, clock, nodeKey: fake.keys.node, gateKey: fakeKey(), ownKeys: ownKeysIn(node) },
    ...{ names: ['localhost'], random: systemRandom },
    refused: (act, { kind }) => assert.fail(`${act} ${kind}`),
  })
  await duties.look()
  const { founder } = fake.keys
  await procedureAdopted(node, 'letter', letter)
  const id = await caseOpened(node, 'letter')
  await node.does(founder, 'step.claim', { case: id, step: 'write' })
  const timestamps = await TimestampAuthority.open({
    ...{ journal, clock, signer: fake.keys['time-stamp'], serving: () => true },
    certificate: () => {
      const own = ownCertificate(unit.state, 'time-stamp')
      return own && { certificate: own.certificate, chain: ownChain(unit.state) }
    },
  })
  const lists = new RevocationLists(fake.keys.issuing, clock)
  const signing = new DocumentSigning({ unit, clock, random: systemRandom, timestamps, lists })
  return { node, signing, case: id }
}

function wishFor(at: Office, form: SignatureForm, instead: Partial<DocumentWish> = {}): DocumentWish {
  const pdf = form === 'PAdES'
  return {
    ...{ act: 'sign', form, object: `letter/${at.case}`, commitments: ['proof-of-approval'] },
    document: pdf ? fakePdf() : utf8('{"dear":"reader"}'),
    ...{ name: pdf ? 'letter.pdf' : 'letter.json', attached: false },
    ...instead,
  }
}

function proposed(at: Office, wish: DocumentWish) {
  const { fake, opened, clock } = at.node
  const { thumbprint } = fake.keys.founder.publicKey
  const { speaker } = sure(speakerOf(opened.unit.state, thumbprint, clock.time), 'the founder')
  return at.signing.prepare(speaker, fake.founder.der, wish)
}

/** The founder's program: it signs the octets and the act. */
function signedAct(
  at: Office,
  proposal: Extract<ReturnType<typeof proposed>, { readonly ok: true }>['value'],
  instead: object = {},
): Uint8Array {
  const { fake, clock } = at.node
  const { founder, authority } = fake.keys
  const signer = sure(founder.under(documentSuite(founder.publicKey)), 'the key')
  const octets = sure(fromBase64(proposal.toBeSigned), 'the octets')
  const value = Buffer.from(signer.sign(octets)).toString('base64')
  const input = { ...proposal.act.input, ...(proposal.act.act === 'document.sign' && { value }), ...instead }
  const unit = authority.publicKey.thumbprint
  const act = { act: proposal.act.act, input, unit, signer: founder, time: clock.time, random: systemRandom }
  return signAct(act)
}

async function signed(at: Office, wish: DocumentWish, level: SignatureLevel) {
  const proposal = sure(proposed(at, wish), 'a proposal')
  const envelope = signedAct(at, proposal)
  const completion: CompletionWish = { ...wish, time: Date.parse(proposal.time), level, envelope }
  return { completion, made: await at.signing.complete(completion) }
}

function report(
  at: Office,
  wish: DocumentWish,
  made: Result<SignedFile, Refusal>,
  level: SignatureLevel,
): SignatureReport {
  const { file } = sure(made, 'a signed file')
  const bytes = sure(fromBase64(file), 'its octets')
  const parts = wish.attached || wish.form === 'PAdES' || wish.form === 'ASiC-E' ? [] : [wish]
  // From the level B-LT on the list of what was revoked is in the file.
  const lists = new RevocationLists(at.node.fake.keys.issuing, at.node.clock)
  const shown = [lists.current(at.node.opened.unit.state)]
  const evidence = { certificates: [], lists: level === 'B-LTA' ? [] : shown, ocsp: [] }
  const { found } = verifyFile({
    file: wholeFile('signed', bytes),
    parts: parts.map(({ name, document }) => wholePart(name, document)),
    context: { ...offlineTrust([at.node.fake.authority], at.node.clock.time), evidence },
  })
  assert.equal(found.kind, 'signed')
  return certain(found.kind === 'signed' ? found.signatures[0] : undefined, 'its signature')
}

describe('a document signed in two steps', () => {
  for (const form of ['CAdES', 'PAdES', 'ASiC-E', 'JAdES'] as const) {
    for (const level of ['B-B', 'B-LTA'] as const) {
      test(`in the form ${form} up to ${level} verifies by the unit’s authority key alone`, async () => {
        const at = await office()
        const wish = wishFor(at, form)
        const { made } = await signed(at, wish, level)
        const told = report(at, wish, made, level)
        assert.equal(told.verdict.indication, 'TOTAL-PASSED', JSON.stringify(told.verdict))
        assert.equal(told.receipt.state, 'proven', JSON.stringify(told.receipt))
        assert.equal(told.claims.authority?.case, at.case)
        assert.equal(told.timestamps.length, level === 'B-B' ? 0 : 2)
        assert.equal(sure(made, 'it').signature, told.id)
      })
    }
  }

  test('can hold the file, and be sealed by the unit in the next step', async () => {
    const at = await office()
    const { founder } = at.node.fake.keys
    await at.node.does(founder, 'step.complete', { case: at.case, step: 'write' })
    await at.node.does(founder, 'step.claim', { case: at.case, step: 'send' })
    const wish = wishFor(at, 'CAdES', { act: 'seal', attached: true })
    const { made } = await signed(at, wish, 'B-T')
    const told = report(at, wish, made, 'B-T')
    assert.equal(told.verdict.indication, 'TOTAL-PASSED', JSON.stringify(told.verdict))
    assert.equal(told.receipt.state, 'proven', JSON.stringify(told.receipt))
    assert.equal(told.signer?.unit?.id, 'seal')
    // The step does not permit a person's own signature.
    const own = proposed(at, wishFor(at, 'CAdES'))
    assert.equal(!own.ok && own.fault.kind, 'no-step')
  })

  test('is given again for the same envelope, though the step is over', async () => {
    const at = await office()
    const wish = wishFor(at, 'CAdES')
    const { completion, made } = await signed(at, wish, 'B-B')
    await at.node.does(at.node.fake.keys.founder, 'step.complete', { case: at.case, step: 'write' })
    at.node.clock.time += hour
    const again = sure(await at.signing.complete(completion), 'the file again')
    assert.equal(again.signature, sure(made, 'the file').signature)
    assert.equal(again.receipt.repeated, true)
  })

  test('says before what the signature will say, and keeps nothing', async () => {
    const at = await office()
    const { size } = at.node.opened.record
    const wish = wishFor(at, 'JAdES')
    const [one, two] = [sure(proposed(at, wish), 'it'), sure(proposed(at, wish), 'it')]
    assert.equal(one.toBeSigned, two.toBeSigned)
    const { says } = one
    assert.deepEqual(
      [says['case'], says['step'], says['object'], says['commitments']],
      [at.case, 'write', `letter/${at.case}`, ['proof-of-approval']],
    )
    assert.equal(at.node.opened.record.size, size)
  })

  test('is not proposed when no act could hold what is to be signed', async () => {
    const at = await office()
    const document = utf8(JSON.stringify({ dear: 'x'.repeat(30_000) }))
    const whole = proposed(at, wishFor(at, 'JAdES', { document, attached: true }))
    assert.equal(!whole.ok && whole.fault.kind, 'act-malformed')
    assert.equal(proposed(at, wishFor(at, 'JAdES', { document })).ok, true)
  })

  const refusals: readonly (readonly [string, string, (at: Office, act: Tampering) => CompletionWish])[] = [
    ['another document', 'document-differs', (_, { wish }) => ({ ...wish, document: utf8('other') })],
    ['another time', 'done', (_, { wish }) => ({ ...wish, time: 0 })],
    [
      'another form of content',
      'signed-octets-differ',
      (_, { wish }) => ({ ...wish, mediaType: 'text/plain' }),
    ],
    ['no act', 'envelope-unreadable', (_, { wish }) => ({ ...wish, envelope: utf8('{}') })],
    [
      'another act',
      'act-not-signing',
      (at, { wish }) => ({ ...wish, envelope: actOf(at, 'case.open', { procedure: 'letter' }) }),
    ],
    [
      'an act of a stranger',
      'key-unknown',
      (at, { wish, input }) => ({ ...wish, envelope: actOf(at, 'document.sign', input, fakeKey()) }),
    ],
    [
      'an act for another object',
      'no-step',
      (at, { wish, input }) => {
        return { ...wish, envelope: actOf(at, 'document.sign', { ...input, object: 'letter/99' }) }
      },
    ],
  ]
  for (const [what, kind, change] of refusals) {
    test(`with ${what} comes to ${kind}`, async () => {
      const at = await office()
      const wish = wishFor(at, 'CAdES')
      const proposal = sure(proposed(at, wish), 'a proposal')
      const envelope = signedAct(at, proposal)
      const { payload } = JSON.parse(Buffer.from(envelope).toString()) as { readonly payload: string }
      const { input } = JSON.parse(Buffer.from(payload, 'base64').toString()) as { readonly input: object }
      const tampering: Tampering = { wish: { ...wish, level: 'B-B', envelope }, input }
      const { size } = at.node.opened.record
      const made = await at.signing.complete(change(at, tampering))
      assert.equal(made.ok ? 'done' : made.fault.kind, kind)
      assert.equal(at.node.opened.record.size, size + (made.ok ? 1 : 0))
    })
  }

  test('prepared before the step was taken anew is refused', async () => {
    const at = await office()
    const { founder } = at.node.fake.keys
    const wish = wishFor(at, 'CAdES')
    const proposal = sure(proposed(at, wish), 'a proposal')
    await at.node.does(founder, 'step.release', { case: at.case, step: 'write' })
    await at.node.does(founder, 'step.claim', { case: at.case, step: 'write' })
    const envelope = signedAct(at, proposal)
    const made = await at.signing.complete({ ...wish, level: 'B-B', envelope })
    assert.equal(!made.ok && made.fault.kind, 'claim-differs')
  })

  test('counts as a use of a permission that is counted, and as no other', async () => {
    const at = await office()
    for (let use = 0; use < 9; use++) {
      const { made } = await signed(at, wishFor(at, 'CAdES', { document: utf8(`${use}`) }), 'B-B')
      sure(made, 'a signature')
      at.node.clock.time += minute
    }
    const tenth = proposed(at, wishFor(at, 'CAdES'))
    assert.equal(!tenth.ok && tenth.fault.kind, 'no-step')
  })

  test('leaves a record that verifies, decision by decision, with the seal among its draws', async () => {
    const at = await office()
    const { founder } = at.node.fake.keys
    sure((await signed(at, wishFor(at, 'ASiC-E'), 'B-T')).made, 'a signature')
    await at.node.does(founder, 'step.complete', { case: at.case, step: 'write' })
    await at.node.does(founder, 'step.claim', { case: at.case, step: 'send' })
    sure((await signed(at, wishFor(at, 'PAdES', { act: 'seal' }), 'B-B')).made, 'a seal')
    const verifier = new RecordVerifier(constitution, new PublicKeyCache(), unitOf)
    const { record, unit } = at.node.opened
    const entries: Uint8Array[] = []
    while (entries.length < record.size) entries.push(...(await record.read(entries.length, 200)))
    for (const bytes of entries) sure(verifier.next(bytes), 'an entry')
    assert.deepEqual(verifier.state, unit.state)
    // A seal by another key is found.
    const forged = JSON.parse(Buffer.from(certain(entries.at(-1), 'the seal')).toString())
    forged.drawn = [base64url(fakeKey().sign(utf8('anything')))]
    const other = new RecordVerifier(constitution, new PublicKeyCache(), unitOf)
    for (const bytes of entries.slice(0, -1)) sure(other.next(bytes), 'an entry')
    const refused = other.next(utf8(JSON.stringify(forged)))
    assert.equal(!refused.ok && refused.fault.kind, 'entry-draws-differ')
  })
})

interface Tampering {
  readonly wish: CompletionWish
  readonly input: object
}

function actOf({ node }: Office, act: string, input: object, key?: PrivateKey): Uint8Array {
  const { fake, clock } = node
  const signer = key ?? fake.keys.founder
  const unit = fake.keys.authority.publicKey.thumbprint
  return signAct({ act, input, unit, signer, time: clock.time, random: systemRandom })
}
