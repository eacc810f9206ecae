import { type UseQueryResult, useQuery } from '@tanstack/react-query'
import type { Receipt } from '../wire/act.ts'
import { ask, reach } from '../wire/ask.ts'
import type { Problem } from '../wire/problem.ts'
import type { UnitProfile } from '../wire/unit.ts'
import type { ToldSigner } from './act-signature.ts'
import { indexedMemory } from './indexed-memory.ts'
import { recordReader } from './record-reader.ts'
import { type Report, reportOn } from './report.ts'
import type { ShownEntry } from './shown.ts'
import { type Look, look, type ToldUnit } from './watch.ts'

/** What this browser finds out about the newest state of the record, anew whenever it grew. */
export function useLook(): UseQueryResult<Look, Problem> {
  return useQuery<Look, Problem>({
    queryKey: ['proof', 'look'],
    queryFn: async () => look(await toldUnit(), recordReader(), await indexedMemory(), now()),
  })
}

/** Whoever keeps a page open sees a fork within this; each look fetches a checkpoint and a few tiles. */
const watchMilliseconds = 60_000

/** The same on every page, now and then. */
export function useWatch(): UseQueryResult<Look, Problem> {
  return useQuery<Look, Problem>({
    queryKey: ['proof', 'watch'],
    queryFn: async () => look(await toldUnit(), recordReader(), await indexedMemory(), now()),
    staleTime: 'static',
    refetchInterval: watchMilliseconds,
  })
}

/** What this browser finds out about a receipt. */
export function useReceiptReport(receipt: Receipt | undefined): UseQueryResult<Report, Problem> {
  return useQuery<Report, Problem>({
    queryKey: ['proof', 'receipt', receipt?.index, receipt?.checkpoint],
    queryFn: () => reported(receipt),
    enabled: receipt !== undefined,
    // What was found out about a receipt stays, whatever is added to the record.
    staleTime: 'static',
  })
}

/** An entry of the record, and what this browser finds out about it. */
export function useEntryReport(
  index: number,
): UseQueryResult<{ readonly shown: ShownEntry; readonly report: Report }, Problem> {
  return useQuery<{ readonly shown: ShownEntry; readonly report: Report }, Problem>({
    queryKey: ['proof', 'entry', index],
    queryFn: async () => {
      const shown = await ask<ShownEntry>(`/record/entries/${index}`)
      return { shown, report: await reported(shown.receipt, shown) }
    },
    // Each reading of somebody else's entry stands in the journal: it is not asked for again by itself.
    staleTime: 'static',
  })
}

async function reported(receipt: Receipt | undefined, signer?: ToldSigner): Promise<Report> {
  if (receipt === undefined) throw new Error('bug: no receipt to look at')
  const [told, memory] = [await toldUnit(), await indexedMemory()]
  const authorities = signer ? await (await reach('/authority')).text() : ''
  const reader = recordReader()
  return reportOn({ told, receipt, ...(signer && { signer }), authorities, reader, memory, now: now() })
}

async function toldUnit(): Promise<ToldUnit> {
  const headers = { 'Chancery-Unattended': '1' }
  const { key, name, domain, recordKey } = await ask<UnitProfile>('/unit', {}, { headers })
  return { unit: key, name, domain, recordKey }
}

function now(): string {
  return new Date().toISOString()
}
