import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { sure } from '#fault'
import { storeContract } from '#record'
import { openSqliteStore } from './sqlite.ts'

for (const claim of storeContract) {
  test(`the SQLite store: ${claim.claim}`, async (context) => {
    const folder = await mkdtemp(join(tmpdir(), 'chancery-store-'))
    context.after(() => rm(folder, { recursive: true }))
    await claim.check(async () => sure(await openSqliteStore(join(folder, 'unit.db')), 'the store'))
  })
}
