import { certain } from '#fault'
import type { Impact } from '#procedure'
import type { Speaker } from '#unit'
import type { Figure, FigureResult } from './figure.ts'
import { serialOf, unitWith, type WorkingUnit } from './preview/office.ts'

const cases = 100_000
const previews = 40
const warmUps = 5
const millisecondsMax = 200

export const figures: readonly Figure[] = [{ name: 'preview.impact', run: measure }]

/** One person's acts, and what the last of them must be found to mean. */
interface Look {
  readonly name: string
  readonly what: string
  readonly by: Speaker
  readonly acts: readonly object[]
  readonly rights: number
  readonly stranded: number
}

/** Milliseconds of previews: what would end, and which of all running cases could not be finished. */
async function measure(): Promise<readonly FigureResult[]> {
  const office = await unitWith(cases)
  return looksAt(office).map((look) => measured(office, look))
}

function looksAt({ registrar, chief, busy, alone, dismissals, nextCase }: WorkingUnit): readonly Look[] {
  const revocation = (person: string): readonly object[] => {
    const serial = serialOf(person)
    const under = { case: nextCase, step: 'revoke' }
    return [
      { act: 'case.open', input: { procedure: 'revoke-certificate', data: { serial } } },
      { act: 'step.claim', input: under },
      { act: 'certificate.revoke', input: { serial, reason: 'superseded' }, under },
    ]
  }
  const dismissal = (person: string, office: string): readonly object[] => {
    const under = { case: dismissals[person] ?? '', step: 'dismiss' }
    return [
      { act: 'step.claim', input: under },
      { act: 'person.dismiss', input: { person, office }, under },
    ]
  }
  const [held, stranded] = [Math.ceil(cases / Math.floor(cases / 300)), cases / 100]
  const [one, other] = [
    'of 500 whose office every procedure names',
    'alone in an office that 1,000 cases end with',
  ]
  return [
    {
      name: 'revocation',
      what: `the last certificate of one ${one}`,
      by: registrar,
      acts: revocation(busy),
      rights: held,
      stranded: 0,
    },
    {
      name: 'revocation.stranding',
      what: `the same of one ${other}`,
      by: registrar,
      acts: revocation(alone),
      rights: 0,
      stranded,
    },
    {
      name: 'dismissal',
      what: `the dismissal of one ${one}`,
      by: chief,
      acts: dismissal(busy, 'counter'),
      rights: held,
      stranded: 0,
    },
    {
      name: 'dismissal.stranding',
      what: `the same of one ${other}`,
      by: chief,
      acts: dismissal(alone, 'seal'),
      rights: 0,
      stranded,
    },
  ]
}

function measured({ unit }: WorkingUnit, { name, what, by, acts, rights, stranded }: Look): FigureResult {
  const taken: number[] = []
  for (let turn = -warmUps; turn < previews; turn++) {
    const begin = performance.now()
    const foresight = unit.foresee(acts, by)
    if (turn >= 0) taken.push(performance.now() - begin)
    const impact = foresight.ok ? (foresight.value.impact as Impact | undefined) : undefined
    const found = [impact?.rights.length, impact?.cases.length]
    if (found.join() !== [rights, stranded].join()) {
      throw new Error(`bug: ${name} would end ${found.join(' rights and strand ')} cases`)
    }
  }
  taken.sort((a, b) => a - b)
  const at = (share: number): number => {
    const value = certain(taken[Math.min(taken.length - 1, Math.floor(taken.length * share))], 'a time')
    return Math.round(value * 10) / 10
  }
  return {
    figure: `preview.${name}`,
    value: at(0.95),
    unit: 'ms',
    goal: `<= ${millisecondsMax}`,
    met: at(0.95) <= millisecondsMax,
    conditions:
      `95th percentile of ${previews}; p50 ${at(0.5)}, longest ${at(1)} ms; ${what}, with the acts before ` +
      `it: ${rights} rights would end, ${stranded} cases be stranded; ${cases} live steps, one a case, of ` +
      '100 procedures with 3 steps; 10,000 people with certificates; in process, without HTTP',
  }
}
