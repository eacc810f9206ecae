import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

const built = fileURLToPath(new URL('../../build/console/', import.meta.url))

/** What a first visit may fetch as JavaScript, compressed. */
const firstLoadBytesMax = 300 * 1024

interface Chunk {
  readonly file: string
  readonly imports?: readonly string[]
}

const chunks = JSON.parse(readFileSync(`${built}.vite/manifest.json`, 'utf8')) as Readonly<
  Record<string, Chunk>
>

for (const page of ['enrol/sign-in.tsx', 'work/work-page.tsx']) {
  for (const language of ['en', 'zh']) {
    test(`the first load of ${page} with the words of ${language} fits into 300 KB compressed`, () => {
      const starts = [
        'index.html',
        page,
        Object.keys(chunks).find((name) => name.endsWith(`words/${language}`)),
      ]
      const files = filesOf(
        starts.filter((name) => name !== undefined && Object.hasOwn(chunks, name)) as string[],
      )
      const bytes = files.map((file) => gzipSync(readFileSync(built + file)).length)
      const total = bytes.reduce((sum, one) => sum + one, 0)
      assert.ok(files.length > 3, `only ${files.join(', ')}`)
      assert.ok(total <= firstLoadBytesMax, `${total} octets in ${files.join(', ')}`)
    })
  }
}

/** The scripts of some chunks and all they import before they run. */
function filesOf(names: readonly string[]): readonly string[] {
  const found = new Set<string>()
  const look = (name: string): void => {
    if (found.has(name)) return
    found.add(name)
    for (const imported of chunks[name]?.imports ?? []) look(imported)
  }
  for (const name of names) look(name)
  return [...found].map((name) => chunks[name]?.file ?? '').filter((file) => file.endsWith('.js'))
}
