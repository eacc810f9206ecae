import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'

type Work = (context: TestContext) => unknown

/** Tests that each have a new folder, `at(…)` in it, while they run. */
export interface FolderTests {
  readonly at: (...names: readonly string[]) => string
  readonly test: (
    name: string,
    ...given: readonly [options: object, work: Work] | readonly [work: Work]
  ) => void
}

/**
 * Tests with files of their own. It is no hook: one at the root of a file would run for every test of every
 * file of the process.
 *
 * @param setUp fills the folder, which is there
 */
export function folderTests(setUp: () => void | Promise<void>): FolderTests {
  let folder = ''
  return {
    at: (...names) => join(folder, ...names),
    test(name, ...given) {
      const [options, work] = given.length === 2 ? given : [{}, given[0]]
      test(name, options, async (context) => {
        folder = mkdtempSync(join(tmpdir(), 'chancery-test-'))
        try {
          await setUp()
          await work(context)
        } finally {
          rmSync(folder, { recursive: true })
        }
      })
    },
  }
}
