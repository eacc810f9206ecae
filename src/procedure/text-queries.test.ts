import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { hour, isoInstant } from '#clock'
import { certify, founded, type Office, permits, speaker, start } from './fixture.ts'
import { files, lean } from './stranding-fixture.ts'
import { digestOf } from './texts.ts'

function asked(office: Office, query: string, input: object): Record<string, unknown> {
  const answer = office.ask(query, speaker('mia'), input)
  return { ...(answer.ok ? (answer.value as object) : answer.fault) }
}

/** Fay drafts a text and adopts it, an hour later. */
function changed(office: Office, name: string, text: string): string {
  const fay = speaker('fay')
  const id = office.open('change-procedure', fay, { name })
  office.act('step.claim', fay, { case: id, step: 'draft' })
  assert.equal(office.tried('procedure.draft', fay, { name, text }), 'done')
  office.time += hour
  office.appoint('cora', 'chief-information-officer')
  office.act('step.claim', speaker('cora'), { case: id, step: 'adopt' })
  const digest = digestOf(text)
  assert.equal(office.tried('procedure.adopt', speaker('cora'), { name, digest }), 'done')
  return id
}

describe('former texts of a procedure', () => {
  test('are told with who drafted and adopted each, the newest first', () => {
    const office = founded(permits)
    certify(office, 'medium', 'fay', 'cora')
    const before = digestOf(permits)
    const text = permits.replace('en: Building permit', 'en: Permit to build')
    const id = changed(office, 'building-permit', text)
    const { versions, more } = asked(office, 'procedure.versions', { name: 'building-permit' }) as {
      readonly versions: readonly { readonly entry: number }[]
      readonly more: boolean
    }
    const [newest, founding] = versions
    const entry = newest?.entry ?? 0
    assert.deepEqual(newest, {
      ...{ digest: digestOf(text), entry, adopted: isoInstant(start + hour) },
      ...{ case: id, by: 'cora', name: 'cora' },
      drafted: { by: 'fay', name: 'fay', entry: entry - 3, at: isoInstant(start) },
    })
    assert.deepEqual(founding, { digest: before, entry: 0, adopted: isoInstant(start) })
    assert.equal(more, false)
    const shown = asked(office, 'procedure.version', { name: 'building-permit', digest: before })
    assert.deepEqual([shown['text'], shown['entry']], [permits, 0])
    assert.deepEqual(office.replayed().slices.get('procedure'), office.state.slices.get('procedure'))
  })

  test('that were never adopted are not told', () => {
    const office = founded(permits)
    const other = { name: 'appoint', digest: digestOf(permits) }
    assert.equal(asked(office, 'procedure.version', other)['kind'], 'version-unknown')
    assert.equal(asked(office, 'procedure.versions', { name: 'none' })['kind'], 'procedure-unknown')
  })
})

test('whoever adopts is told who drafted, and when', () => {
  const office = founded(permits)
  certify(office, 'medium', 'fay')
  const fay = speaker('fay')
  const id = office.open('change-procedure', fay, { name: 'building-permit' })
  office.act('step.claim', fay, { case: id, step: 'draft' })
  const text = `${permits}\n`
  office.act('procedure.draft', fay, { name: 'building-permit', text })
  const { drafted, ...draft } = asked(office, 'procedure.review', { name: 'building-permit', case: id })
  assert.deepEqual(draft, { case: id, procedure: 'building-permit', digest: digestOf(text), text })
  const at = isoInstant(start)
  assert.deepEqual(drafted, { by: 'fay', name: 'fay', entry: office.state.size - 1, at })
})

describe('the outlook of a text', () => {
  const outlook = (office: Office, text: string) => asked(office, 'procedure.outlook', { text })

  test('is every fault with its place', () => {
    const { sound, faults } = outlook(lean(), files.replace('after: write', 'after: wirte'))
    assert.equal(sound, false)
    assert.deepEqual(faults, [
      { kind: 'unknown-step', line: 12, column: 19, key: 'steps.check.after', step: 'wirte' },
    ])
    const far = outlook(lean(), files.replace('office: inspector', 'office: nowhere'))
    assert.partialDeepStrictEqual(far['faults'], [{ kind: 'unknown-office', line: 12, office: 'nowhere' }])
    assert.partialDeepStrictEqual(far['procedure'], { name: 'files' })
    const long = outlook(lean(), `#${'x'.repeat(20_000)}`)
    assert.partialDeepStrictEqual(long['faults'], [{ kind: 'text-too-long', bytes: 20_001 }])
  })

  test('is the procedure, how it stands to the one there is, and whether anybody could finish it', () => {
    const office = lean()
    const { procedure, ...same } = outlook(office, files)
    const facts = { sound: true, completable: 'yes' }
    assert.deepEqual(same, { ...facts, digest: digestOf(files), standing: 'adopted' })
    assert.equal('runs' in (procedure as object), false)
    assert.partialDeepStrictEqual(procedure, { name: 'files', steps: [{ id: 'write' }] })
    const other = outlook(office, files.replace('en: Files', 'en: Papers'))
    assert.partialDeepStrictEqual(other, { ...facts, standing: 'changed' })
    const fresh = files
      .replace('procedure: files', 'procedure: papers')
      .replace('office: intake', 'office: operator')
    const alone = outlook(office, fresh)
    assert.partialDeepStrictEqual(alone, { sound: true, standing: 'new', completable: 'no' })
    assert.deepEqual(alone['repairs'], [{ kind: 'appoint', office: 'operator' }])
  })
})
