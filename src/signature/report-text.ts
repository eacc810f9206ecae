import { certain } from '#fault'
import type { Report, ReportNote, SignatureReport, TimestampReport } from './report.ts'
import { type ReportLanguage, type ReportWords, told } from './report-words.ts'
import { englishWords } from './report-words-en.ts'
import { chineseWords } from './report-words-zh.ts'
import { shownText } from './shown-text.ts'

const words: Readonly<Record<ReportLanguage, ReportWords>> = { en: englishWords, zh: chineseWords }

/** What reports say in a language. */
export function reportWords(language: ReportLanguage): ReportWords {
  return words[language]
}

/** What a citizen should take from a report: a paragraph for each signature, or one for the file. */
export function reportText({ found }: Report, language: ReportLanguage): readonly string[] {
  const say = words[language]
  switch (found.kind) {
    case 'signed':
      return found.signatures.map((signature) => signatureText(signature, language))
    case 'unsigned':
      return [joined(language, told(say.unsigned, found.look), say.unsignedWhy)]
    case 'unreadable':
      return [joined(language, say.unreadable(found.problem))]
    default:
      return found satisfies never
  }
}

/** What one signature comes to, and what follows for whoever holds the document. */
export function signatureText(signature: SignatureReport, language: ReportLanguage): string {
  const say = words[language]
  const { verdict, signer, notes } = signature
  const [added, others] = [notes.filter(isAddition), notes.filter((note) => !isAddition(note))]
  const tell = (some: readonly ReportNote[]): readonly string[] => some.map((note) => told(say.note, note))
  switch (verdict.indication) {
    case 'TOTAL-PASSED': {
      const isWhole = added.every(({ kind }) => kind === 'evidence-added')
      return joined(
        language,
        (isWhole ? say.passed : say.passedInPart)(signer?.name ?? '?'),
        ...tell(added),
        timeSentence(signature, say),
        trustSentence(signature, say),
        authoritySentence(signature, say),
        ...tell(others),
        say.limits(signature.receipt.state === 'proven'),
      )
    }
    case 'TOTAL-FAILED':
    case 'INDETERMINATE': {
      const start = verdict.indication === 'TOTAL-FAILED' ? say.failed : say.indeterminate
      const meaning = verdict.subIndication && say.meaning[verdict.subIndication]
      return joined(language, start, meaning?.says ?? '', meaning?.todo ?? '', ...tell(notes))
    }
    default:
      return verdict.indication satisfies never
  }
}

/** What is in the file beside what was signed comes before all else: people see it. */
function isAddition({ kind }: ReportNote): boolean {
  return additions.includes(kind)
}

const additions: readonly ReportNote['kind'][] = [
  'signature-added',
  'fields-filled',
  'notes-added',
  'properties-changed',
  'unseen-added',
  'files-beside',
  'evidence-added',
]

function joined(language: ReportLanguage, ...sentences: readonly string[]): string {
  return shownText(sentences.filter((sentence) => sentence !== '').join(language === 'zh' ? '' : ' '))
}

/** By when it existed, and who proves that. */
export function timeSentence({ existence: { at, by } }: SignatureReport, { time }: ReportWords): string {
  return by.kind === 'at-hand' ? time.unproven : time.proven(at, by.authority)
}

/** Whom one has to trust, those of the time-stamps among them that the signature's time rests on. */
export function trustSentence(signature: SignatureReport, say: ReportWords): string {
  const { path, untold } = signature
  if (path.length === 0) return ''
  const proofs = proofsOf(signature)
  const paths = [path.slice(1), ...proofs.map((proof) => proof.path)]
  const anchors = new Set([path, ...paths].flatMap((each) => each.at(-1)?.name ?? []))
  // From the key that is trusted down, as one vouches for the next.
  const between = new Set(
    paths.flatMap((each) =>
      each
        .slice(0, -1)
        .map(({ name }) => name)
        .toReversed(),
    ),
  )
  const others = new Set([...untold, ...proofs.flatMap((proof) => proof.untold)])
  const sentence = say.trust([...anchors], [...between])
  return others.size === 0 ? sentence : `${sentence} ${say.untold([...others])}`
}

/** The time-stamp that proves the signature's time, the one that proves that one's, and so on until now. */
function proofsOf({ existence, timestamps }: SignatureReport): readonly TimestampReport[] {
  const proofs: TimestampReport[] = []
  let { by } = existence
  while (by.kind === 'time-stamp') {
    const { id } = by
    const proof = timestamps.find((one) => one.id === id)
    if (!proof || proofs.includes(proof)) break
    proofs.push(proof)
    by = proof.existence.by
  }
  return proofs
}

/** What of the claimed authority is proven. */
export function authoritySentence({ receipt, claims }: SignatureReport, { authority }: ReportWords): string {
  switch (receipt.state) {
    case 'none':
      return authority.none
    case 'unproven': {
      const problem = receipt.problem && authority.problem(receipt.problem)
      return authority.unproven(claims.authority?.unit ?? '?', problem)
    }
    case 'contradicted':
      return authority.contradicted(authority.difference[receipt.differs])
    case 'proven': {
      const { origin, since, cosignatures } = receipt.entry
      const claim = certain(claims.authority, 'the claim that a receipt proves')
      return authority.proven(
        claim,
        origin,
        since,
        cosignatures.map(({ witness }) => witness),
      )
    }
    default:
      return receipt satisfies never
  }
}
