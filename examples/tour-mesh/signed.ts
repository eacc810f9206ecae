import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Findings } from '../tour/findings.ts'
import { done } from '../tour/words.ts'
import { agreementWith, followedBy, propose, sign } from './recognised.ts'
import type { Unit } from './unit.ts'
import { he, li, type Units, zhao } from './units.ts'
import { received, stepAt } from './visiting.ts'

/** A visitor signs at the unit visited; that her signature holds there is for the agreement to say. */
export async function signedByVisitor({ permits, water }: Units, findings: Findings): Promise<void> {
  findings.chapter('Signed: what a visitor signs holds where the agreement is for signatures')
  const number = await permits.openCase(li.id, 'water-permit')
  await received(findings, water, he.id, 'He Jing', permits)
  await stepAt(findings, { at: permits, home: water, id: he.id, name: 'He Jing' }, 'claim', number, 'inspect')
  const file = join(permits.plan.folder, 'opinion.txt')
  const out = opinionOf(permits)
  await writeFile(file, 'the well lies too near')
  const wishes = ['--attached', '--object', `permit/${number}`, '--level', 'B-LTA', '--out', out]
  const signed = await water.at(permits, he.id, 'sign', file, ...wishes)
  const [, entry = signed.sentence] = /(entry \d+ of the record)/.exec(signed.out) ?? []
  findings.see('He Jing signs her opinion', signed.code === 0 ? 'done' : 'refused', entry, signed.code === 0)
  await judged(findings, permits, out, 'CHAIN_CONSTRAINTS_FAILURE')
  await forSignatures(findings, permits, water)
  await judged(findings, permits, out, 'total-passed')
}

/** Where her signed opinion lies. */
export function opinionOf(permits: Unit): string {
  return join(permits.plan.folder, 'opinion.txt.p7m')
}

/** The agreement that takes the place of the one for logging in. */
async function forSignatures(findings: Findings, permits: Unit, water: Unit): Promise<void> {
  const { agreement } = await agreementWith(permits, water.domain)
  const why = ['--unit', water.domain, '--agreement', agreement, '--reason', 'to be for signatures as well']
  why.push('--override', 'strand-running-cases')
  done(findings, 'Lin Mei withdraws it', await permits.as(permits.founder, 'agreement', 'withdraw', ...why))
  const purposes = ['client', 'signature', 'time-stamp'].flatMap((purpose) => ['--purposes', purpose])
  const proposed = await propose(permits, water, zhao.id, ...purposes)
  done(findings, 'Zhao Min proposes it anew, for signatures and time-stamps', proposed)
  done(findings, 'Lin Mei signs', await sign(permits, water))
  await followedBy(findings, permits, water)
}

/** What anybody is told who drops the file at the page of the permit office. */
export async function judged(
  findings: Findings,
  permits: Unit,
  file: string,
  indication: string,
): Promise<void> {
  const answer = await fetch(`${permits.publicUrl}/verify`, {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream', accept: 'application/json' },
    body: await readFile(file),
  })
  const { reports } = (await answer.json()) as Answer
  const signature = reports[0]?.SignatureValidationReport[0]
  const status = signature?.SignatureValidationStatus
  const uri = status?.SubIndication?.[0] ?? status?.MainIndication ?? ''
  const told = uri.split(':').at(-1) ?? ''
  const words = signature?.Chancery.Text.en ?? ''
  findings.see(`POST /verify at ${permits.domain}, by anybody`, told, words, told === indication)
}

interface Answer {
  readonly reports: readonly {
    readonly SignatureValidationReport: readonly {
      readonly SignatureValidationStatus: {
        readonly MainIndication: string
        readonly SubIndication?: readonly string[]
      }
      readonly Chancery: { readonly Text: { readonly en: string } }
    }[]
  }[]
}
