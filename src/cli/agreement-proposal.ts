import { z } from 'zod'
import { fromBase64 } from '#bytes'
import { day, hour, type Instant, isoInstant, minute, second } from '#clock'
import { parsePublicKey } from '#crypto'
import { accept, type Result, refuse, sure } from '#fault'
import { readAuthority, type Terms, validityOf } from '#recognition'
import { agreementPurposes, type Certificate, grades, pem } from '#x509'
import { printable } from './answer.ts'
import { authorityName, fingerprintLines, memberLines } from './authority-key.ts'
import { recordText } from './text-table.ts'

/** What `agreement.proposal` answers, and what of it is signed. */
export const proposalsForm = z.object({
  proposals: z.array(
    z.object({
      case: z.string(),
      by: z.string(),
      evidence: z.string(),
      replaces: z.string().optional(),
      terms: z.object({
        domain: z.string(),
        domains: z.array(z.string()).min(1),
        authority: z.string(),
        key: z.string(),
        grade: z.enum(grades),
        purposes: z.array(z.enum(agreementPurposes)).min(1),
        hops: z.int().min(0),
        days: z.int().min(1),
        statusAgeMaxSeconds: z.int().min(1),
        bundleUrl: z.string(),
        privateAddresses: z.boolean(),
      }),
    }),
  ),
})

type Proposals = z.infer<typeof proposalsForm>['proposals']

/** A proposal whose authority could be read and is of the key that the terms name. */
export interface SoundProposal {
  readonly case: string
  readonly by: string
  readonly evidence: string
  readonly replaces?: string
  readonly terms: Terms
  readonly authority: Certificate
}

/** The proposal of a case, or the only one; refused with why there is none to sign. */
export function soundProposal(proposals: Proposals, caseId?: string): Result<SoundProposal, string> {
  const found = proposals.filter((one) => caseId === undefined || one.case === caseId)
  const [first] = found
  if (!first) return refuse(caseId === undefined ? 'nothing is proposed' : `case ${caseId} proposes nothing`)
  if (found.length > 1) {
    return refuse(
      `cases ${found.map((one) => one.case).join(', ')} propose something: name one by \`--case\``,
    )
  }
  const { replaces, ...rest } = first
  const der = fromBase64(rest.terms.authority)
  const authority = der.ok ? readAuthority(pem('CERTIFICATE', der.value)) : der
  if (!authority.ok) return refuse('the authority certificate in it is none that can be recognised')
  const { thumbprint } = sure(parsePublicKey(authority.value.spki), 'a key that was checked')
  if (thumbprint !== rest.terms.key) return refuse('its terms name another key than its certificate')
  return accept({ ...rest, ...(replaces === undefined ? {} : { replaces }), authority: authority.value })
}

/** A proposal in words, for whoever is to sign it. */
export function proposalText(proposal: SoundProposal, own: Certificate, now: Instant): string {
  const { terms, by, evidence, replaces, authority } = proposal
  const [first, ...further] = terms.domains
  return recordText([
    ['recognise', printable(terms.domain)],
    ['authority', authorityName(authority)],
    ...memberLines('key', fingerprintLines(authority)),
    ['proposed', `by ${printable(by)} in case ${printable(proposal.case)}`],
    ['because', printable(evidence)],
    ['names', [`${first} and everything below it`, ...further].map(printable).join(', ')],
    ['grade', gradeWords(terms.grade)],
    ['purposes', terms.purposes.join(', ')],
    ['further', hopsWords(terms.hops)],
    ['status', `at most ${durationWords(terms.statusAgeMaxSeconds)} old`],
    ['until', isoInstant(validityOf(terms, own, now).notAfter)],
    [
      'bundle',
      `${printable(terms.bundleUrl)}, ${terms.privateAddresses ? 'also' : 'but not'} in a private network`,
    ],
    ...(replaces === undefined ? [] : [['replaces', `the agreement ${printable(replaces)}`] as const]),
  ])
}

function gradeWords(grade: Terms['grade']): string {
  return grade === 'test' || grade === 'rudimentary' ? grade : `${grade} and below`
}

function hopsWords(hops: number): string {
  if (hops === 0) return 'no further agreement may follow'
  return `${hops === 1 ? 'one further agreement' : `${hops} further agreements`} may follow`
}

/** Seconds in the largest units that divide them. */
function durationWords(seconds: number): string {
  const units = [
    ['day', day],
    ['hour', hour],
    ['minute', minute],
  ] as const
  const [name, size] = units.find((unit) => (seconds * second) % unit[1] === 0) ?? ['second', second]
  const count = (seconds * second) / size
  return `${count} ${name}${count === 1 ? '' : 's'}`
}
