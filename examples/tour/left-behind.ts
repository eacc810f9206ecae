import { dismissed } from './hands.ts'
import type { Office } from './office.ts'
import { tourSite } from './story.ts'

/** Offices that the tour gives for a while. */
const lent = [
  ['li.wei', 'head-of-permits'],
  ['wang.fang', 'head-of-permits'],
  ['zhao.min', 'auditor'],
] as const

interface Organization {
  readonly offices: readonly { readonly office: string; readonly holders: readonly string[] }[]
  readonly away?: readonly { readonly person: string }[]
  readonly substitutes?: readonly {
    readonly person: string
    readonly office: string
    readonly substitute: string
  }[]
}

/** Puts right what a tour that was interrupted left behind. */
export async function leftBehind(office: Office): Promise<void> {
  const shown = JSON.parse(await office.must('lin.mei', 'organization', 'show', '--json')) as Organization
  const { offices, away = [], substitutes = [] } = shown
  if (away.some(({ person }) => person === 'chen.hao')) await office.must('chen.hao', 'absence', 'end')
  for (const { person, office: of, substitute } of substitutes) {
    const whom = ['--person', person, '--office', of, '--substitute', substitute]
    await office.must('zhao.min', 'substitute', 'remove', ...whom, '--reason', 'named for a tour')
  }
  for (const [person, of] of lent) {
    const holders = offices.find((one) => one.office === of)?.holders ?? []
    if (holders.includes(person)) await dismissed(office, person, of)
  }
  const list = await office.must('gao.yan', 'case', 'list', '--json')
  const { cases } = JSON.parse(list) as { readonly cases: readonly ListedCase[] }
  for (const { case: id, data } of cases) {
    // One in which a glass was broken waits for its review: it is in nobody's way.
    if (data?.['site'] === tourSite) await office.as('gao.yan', 'case', 'cancel', '--case', id, ...why)
  }
}

const why = ['--reason', 'left behind by a tour']

interface ListedCase {
  readonly case: string
  readonly data?: Readonly<Record<string, unknown>>
}
