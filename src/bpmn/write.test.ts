import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import { sure } from '#fault'
import { type Procedure, parseProcedure } from '#task'
import { courseOf } from './course.ts'
import { never } from './functions.ts'
import { procedureTexts } from './generated.ts'
import { reachOf } from './reach.ts'
import { readBpmn } from './read.ts'
import { writeBpmn } from './write.ts'

const root = join(import.meta.dirname, '../..')
const files = globSync('{procedures,examples/*}/*.yaml', { cwd: root }).toSorted()

/** Who is held together with whom counts, and not in which order it is said. */
function plainly(procedure: Procedure): Procedure {
  return {
    ...procedure,
    steps: procedure.steps.map((step) => ({ ...step, together: step.together.toSorted() })),
  }
}

async function comesBack(procedure: Procedure, what: string): Promise<void> {
  const xml = await writeBpmn(procedure)
  const read = await readBpmn(xml)
  assert.ok(read.ok, `${what}\n${JSON.stringify(read)}\n${xml}`)
  const again = sure(parseProcedure(read.value.text), 'the text of a diagram').procedure
  assert.deepEqual(plainly(again), plainly(procedure), `${what}\n${read.value.text}`)
  assert.deepEqual(read.value.notes, [{ kind: 'layout-left' }], what)
}

for (const file of files) {
  test(`${file} comes back from a diagram as it was`, async () => {
    const text = readFileSync(join(root, file), 'utf8')
    await comesBack(sure(parseProcedure(text), file).procedure, file)
  })
}

test('the diagram of the sample is the one that is written of its procedure', async () => {
  const folder = join(root, 'examples/permit-registry')
  const text = readFileSync(join(folder, 'building-permit.yaml'), 'utf8')
  const { procedure } = sure(parseProcedure(text), 'the sample')
  assert.equal(readFileSync(join(folder, 'building-permit.bpmn'), 'utf8'), await writeBpmn(procedure))
})

test('what the engine ties, delegates and breaks open stands in a diagram and comes back', async () => {
  const text = readFileSync(join(import.meta.dirname, 'every-key.yaml'), 'utf8')
  await comesBack(sure(parseProcedure(text), 'every key').procedure, text)
})

test('what XML cannot hold stands as the sign for what cannot be shown', async () => {
  const text = readFileSync(join(root, 'examples/permit-registry/building-permit.yaml'), 'utf8')
  const odd = text.replace('{ en: Building permit, zh: 建筑许可 }', '{ en: "a\\uffffb", zh: "\\ud800" }')
  const { procedure } = sure(parseProcedure(odd), 'odd titles')
  const { text: again } = sure(await readBpmn(await writeBpmn(procedure)), 'its diagram')
  assert.deepEqual(sure(parseProcedure(again), 'again').procedure.title, { en: 'a\u{fffd}b', zh: '\u{fffd}' })
})

test('the schema declares every element and attribute of ours that is written', async () => {
  const schema = readFileSync(join(root, 'docs/chancery-bpmn-1.xsd'), 'utf8')
  const text = readFileSync(join(import.meta.dirname, 'every-key.yaml'), 'utf8')
  const xml = await writeBpmn(sure(parseProcedure(text), 'every key').procedure)
  for (const [, element = '', attributes = ''] of xml.matchAll(/<chancery:([a-z-]+)([^>]*)>/g)) {
    assert.match(schema, new RegExp(`<xs:element name="${element}"`))
    for (const [, attribute = ''] of attributes.matchAll(/ ([a-z-]+)="/g)) {
      assert.match(schema, new RegExp(`<xs:attribute name="${attribute}"`))
    }
  }
})

/** Whether there are steps that only the rounds before the last would take, which a diagram may not have. */
function isIdle(procedure: Procedure): boolean {
  const { functions, taken, care } = reachOf(courseOf(procedure))
  return [...taken.values()].some((fn) => functions.and(fn, care) === never)
}

/** How many sound procedures a property looks at before it says anything. */
const soundMin = 60

for (const tied of [false, true]) {
  test(`procedures of any course come back as they were, ${tied ? 'with' : 'without'} ties`, async () => {
    let sound = 0
    await fc.assert(
      fc.asyncProperty(procedureTexts({ max: 7, tied }), async (text) => {
        const parsed = parseProcedure(text)
        fc.pre(parsed.ok)
        const { procedure } = sure(parsed, 'a sound text')
        fc.pre(!isIdle(procedure))
        sound++
        await comesBack(procedure, text)
      }),
      { numRuns: 150, maxSkipsPerRun: 1000 },
    )
    assert.ok(sound > soundMin, `${sound} sound ones`)
  })
}
