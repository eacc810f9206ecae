import type { Told } from './commands.ts'
import type { Office } from './office.ts'

/** Two people give an office: Zhao Min proposes, Lin Mei appoints. */
export async function appointed(office: Office, person: string, to: string): Promise<Told> {
  const whom = ['--person', person, '--office', to]
  const of = await proposed(office, 'person', 'propose', ...whom)
  return office.as('lin.mei', 'person', 'appoint', ...whom, '--case', of)
}

/**
 * Two people take an office away, as two people give it: also where a case of whoever plays with the sample
 * then waits.
 */
export async function dismissed(office: Office, person: string, from: string): Promise<Told> {
  const whom = ['--person', person, '--office', from]
  const why = ['--procedure', 'dismiss', '--reason', 'appointed for the tour']
  const of = await proposed(office, 'person', 'propose-dismissal', ...whom, ...why)
  const how = ['--case', of, '--override', 'strand-running-cases']
  return office.as('lin.mei', 'person', 'dismiss', ...whom, ...how)
}

/** Two people name who stands in for the holder of an office. */
export async function substituted(
  office: Office,
  person: string,
  of: string,
  substitute: string,
): Promise<Told> {
  const whom = ['--person', person, '--office', of, '--substitute', substitute]
  const open = await proposed(office, 'substitute', 'propose', ...whom)
  return office.as('lin.mei', 'substitute', 'name', ...whom, '--case', open)
}

/** The case in which Zhao Min proposed it: others may wait, of a tour that was interrupted. */
async function proposed(office: Office, ...argv: readonly string[]): Promise<string> {
  const receipt = await office.must('zhao.min', ...argv, '--json')
  const { under } = JSON.parse(receipt) as { readonly under: { readonly case: string } }
  return under.case
}
