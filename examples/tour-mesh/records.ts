import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { copyStore } from '../tour/copy.ts'
import type { Findings } from '../tour/findings.ts'
import type { Units } from './units.ts'

/** Each record verifies from entry 0 on: every decision is made again, from the same documents. */
export async function records({ permits, water, heritage }: Units, findings: Findings): Promise<void> {
  findings.chapter('The records: every decision made again, with the bundles it was made from')
  for (const unit of [permits, water, heritage]) {
    const scratch = join(unit.plan.folder, 'copy')
    await mkdir(scratch)
    const copy = await copyStore(join(unit.plan.folder, 'unit', 'store.sqlite'), scratch)
    const verified = await unit.as(unit.founder, 'record', 'verify', '--store', copy)
    const words = verified.code === 0 ? (verified.out.split('\n')[0] ?? '') : verified.sentence
    const what = `record verify --store: ${unit.domain}`
    findings.see(what, verified.code === 0 ? 'verified' : 'refused', words, verified.code === 0)
  }
}
