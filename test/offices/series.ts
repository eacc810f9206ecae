import { completability, staffOf } from '#task'
import { anyOffice, type Office, organisationOf } from './office.ts'
import { type Arm, newCase, type Outcome, work } from './work.ts'

/** What became of many cases that were worked in the same way. */
export interface Series {
  readonly arm: Arm
  readonly outcomes: readonly Outcome[]
}

/** Offices whose cases can be finished as they begin, one for each case. */
export function officesFrom(seed: number, count: number): readonly Office[] {
  const offices: Office[] = []
  for (let next = seed; offices.length < count; next++) {
    const office = anyOffice(next)
    if (!office) continue
    const staff = staffOf(organisationOf(office.staff))
    if (completability(office.procedure, newCase(office), staff).kind === 'yes') offices.push(office)
  }
  return offices
}

/** Each arm works a case in each of the offices; all of them meet with the same chances. */
export function workAll(offices: readonly Office[], seed: number): readonly Series[] {
  const arms: readonly Arm[] = [
    { looksAhead: false, disturbed: false },
    { looksAhead: true, disturbed: false },
    { looksAhead: false, disturbed: true },
    { looksAhead: true, disturbed: true },
  ]
  return arms.map((arm) => ({ arm, outcomes: offices.map((office, at) => work(office, seed + at, arm)) }))
}

/** How many of them ended so. */
export function countOf({ outcomes }: Series, end: Outcome['end']): number {
  return outcomes.filter((outcome) => outcome.end === end).length
}

/** A line of figures for each series. */
export function table(all: readonly Series[]): string {
  const head = ['look-ahead', 'disturbed', 'cases', 'stuck', 'claims', 'refused', 'completions refused']
  const rows = all.map((series) => rowOf(series))
  const lines = [[...head, 'disturbances', 'refused', 'unknown', 'p50 ms', 'p95 ms', 'max ms'], ...rows]
  const widths = lines[0]?.map((_, at) => Math.max(...lines.map((line) => line[at]?.length ?? 0))) ?? []
  return lines.map((line) => line.map((cell, at) => cell.padStart(widths[at] ?? 0)).join('  ')).join('\n')
}

function rowOf(series: Series): readonly string[] {
  const { arm, outcomes } = series
  const sum = (of: (outcome: Outcome) => number): number => outcomes.reduce((all, one) => all + of(one), 0)
  const looks = outcomes.flatMap((one) => one.looks).toSorted((a, b) => a - b)
  const at = (share: number): string => (looks[Math.floor((looks.length - 1) * share)] ?? 0).toFixed(2)
  const stuck = outcomes.length - countOf(series, 'finished')
  const claims = sum((one) => one.claims)
  const refused = sum((one) => one.refused.claims)
  const disturbances = sum((one) => one.disturbances)
  return [
    arm.looksAhead ? 'with' : 'without',
    arm.disturbed ? 'yes' : 'no',
    String(outcomes.length),
    `${stuck} (${percent(stuck, outcomes.length)})`,
    String(claims),
    `${refused} (${percent(refused, claims + refused)})`,
    String(sum((one) => one.refused.completions)),
    String(disturbances),
    String(sum((one) => one.refused.disturbances)),
    String(sum((one) => one.unknown)),
    ...(looks.length > 0 ? [at(0.5), at(0.95), at(1)] : ['-', '-', '-']),
  ]
}

function percent(part: number, whole: number): string {
  return `${((part / Math.max(1, whole)) * 100).toFixed(1)} %`
}
