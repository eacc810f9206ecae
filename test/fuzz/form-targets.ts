import assert from 'node:assert/strict'
import { equalBytes, utf8 } from '#bytes'
import { type Result, sure } from '#fault'
import { entryContent, openZip, writeZip, type ZipFault, type ZipFile, zipInflatedBytesMax } from '#zip'
import { mutateBytes } from './byte-mutation.ts'
import { type Outcome, outcomeOf, type Target } from './target.ts'

/** The parsers of the forms that signatures come in, and of what these stand on. */
export const formTargets: readonly Target[] = [
  { name: 'zip', seeds: zipSeeds, mutate: mutateBytes, run: runZip },
]

const files: readonly ZipFile[] = [
  { name: 'mimetype', content: utf8('application/vnd.etsi.asic-e+zip'), isStored: true },
  { name: 'folder/許可.txt', content: utf8('the office opens at nine. '.repeat(20)) },
  { name: 'empty', content: new Uint8Array(0), modified: Date.UTC(2026, 10, 22) },
]

function zipSeeds(): readonly Uint8Array[] {
  return [files, files.slice(0, 1), []].map((list) => sure(writeZip(list), 'a container'))
}

/** What is read is written again to be read as the same. */
function runZip(input: Uint8Array): Outcome {
  return outcomeOf(openZip(input), ({ entries, meta }) => {
    const contents = entries.map(entryContent)
    const octets = contents.reduce((sum, content) => sum + (content.ok ? content.value.length : 0), 0)
    assert.ok(octets <= zipInflatedBytesMax)
    const read = entries.flatMap(({ name }, at) => {
      const content = contents[at]
      return content?.ok === true ? [{ name, content: content.value }] : []
    })
    const again = sure(openZip(sure(writeZip(read), 'files just read')), 'a container just written')
    again.entries.forEach((entry, at) => {
      assert.equal(entry.name, read[at]?.name)
      assert.ok(equalBytes(sure(entryContent(entry), entry.name), read[at]?.content ?? new Uint8Array(0)))
    })
    const kinds = contents.map((content: Result<Uint8Array, ZipFault>) =>
      content.ok ? '' : content.fault.kind,
    )
    return `${entries.length} ${[...new Set(kinds)].join()} ${meta.length}`
  })
}
