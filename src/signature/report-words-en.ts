import { pathWords } from './path-words.ts'
import { listed, type ReportWords, timeText, told } from './report-words.ts'
import type { Indication } from './verdict.ts'

const whoElse = {
  signer: 'the signer’s certificate',
  authority: 'the certificate of an authority above',
  status: 'a statement of status',
}

const addedSignature: Readonly<Record<Indication, string>> = {
  'TOTAL-PASSED': 'that holds as well.',
  'TOTAL-FAILED': 'that does NOT hold, so do not rely on it or on what it shows.',
  INDETERMINATE: 'whether that holds nobody can say here, so do not rely on it or on what it shows.',
}

const counterSignature: Readonly<Record<Indication, (signer: string | undefined) => string>> = {
  'TOTAL-PASSED': (signer = '?') => `It is counter-signed with the key of ${signer}, and that holds as well.`,
  'TOTAL-FAILED': (signer) =>
    `There is a counter-signature${inNameOf(signer)}, which does NOT hold: do not rely on it.`,
  INDETERMINATE: (signer) =>
    `There is a counter-signature${inNameOf(signer)}, of which nobody can say here whether it holds.`,
}

function inNameOf(signer: string | undefined): string {
  return signer === undefined ? '' : ` in the name of ${signer}`
}

/** What reports say in English. */
export const englishWords: ReportWords = {
  passed: (signer) => `Signed with the key of ${signer}, and not changed since: the signature holds.`,
  passedInPart: (signer) =>
    `Signed with the key of ${signer}: the signature holds for what was signed, but there is more here, ` +
    'which this signature is not over.',
  failed: 'Do not rely on this signature: it does not hold.',
  indeterminate: 'Whether this signature holds cannot be said with what is at hand: do not rely on it yet.',
  unreadable: (problem) => `Nothing can be said about signatures in this file: ${problem}.`,
  meaning: {
    FORMAT_FAILURE: { says: 'It is not built as a signature must be.', todo: 'Ask for the document again.' },
    HASH_FAILURE: {
      says: 'This is not the document that was signed.',
      todo: 'Do not use it; ask the signer for the one they signed.',
    },
    SIG_CRYPTO_FAILURE: { says: 'The signature was not made by the key it names.', todo: 'Do not use it.' },
    REVOKED: {
      says: 'It was signed after the signer’s certificate had been taken back.',
      todo: 'Do not use it.',
    },
    EXPIRED: { says: 'It was signed after the signer’s certificate had expired.', todo: 'Do not use it.' },
    NOT_YET_VALID: { says: 'It is older than the certificate it names.', todo: 'Do not use it.' },
    SIG_CONSTRAINTS_FAILURE: {
      says: 'It leaves out what would tie it to one certificate.',
      todo: 'Ask for a signature of a usual level (B-B).',
    },
    CHAIN_CONSTRAINTS_FAILURE: {
      says: 'The certificate was not issued for this use, or those above it do not allow it.',
      todo:
        'A signer of another unit counts here only where the agreement with that unit is for ' +
        'signatures; else ask the signer to sign with a certificate for documents.',
    },
    CERTIFICATE_CHAIN_GENERAL_FAILURE: {
      says: 'The certificates above the signer could not be checked to the end.',
      todo: 'Ask whoever issued them.',
    },
    CRYPTO_CONSTRAINTS_FAILURE: {
      says: 'It rests on an algorithm or a key that proved nothing when it was made.',
      todo: 'Ask for it to be signed anew.',
    },
    POLICY_PROCESSING_ERROR: {
      says: 'The signature policy at hand is not the one the signer meant.',
      todo: 'Get the policy that the signature names.',
    },
    SIGNATURE_POLICY_NOT_AVAILABLE: {
      says: 'The signer names a signature policy that is not known here.',
      todo: 'Get the policy, and decide whether it is acceptable.',
    },
    TIMESTAMP_ORDER_FAILURE: {
      says: 'Its time-stamps contradict each other.',
      todo: 'Ask for the document again.',
    },
    NO_SIGNING_CERTIFICATE_FOUND: {
      says: 'The certificate it names is not there.',
      todo: 'Ask for the signer’s certificate and verify again.',
    },
    NO_CERTIFICATE_CHAIN_FOUND: {
      says: 'Nobody whom you trust vouches for the signer.',
      todo:
        'Whether to trust the signer’s authority is for you or your office to decide; get its ' +
        'key from a source you trust.',
    },
    REVOKED_NO_POE: {
      says: 'The signer’s certificate was taken back, and nothing proves that it was signed before.',
      todo: 'Ask for a copy with a time-stamp from before.',
    },
    REVOKED_CA_NO_POE: {
      says: 'An authority’s certificate was taken back, and not everything is proven to be from before.',
      todo: 'Ask for a copy with time-stamps and evidence from before.',
    },
    REVOCATION_OUT_OF_BOUNDS_NO_POE: {
      says: 'What told the status has itself expired.',
      todo: 'Ask for a copy with newer evidence.',
    },
    OUT_OF_BOUNDS_NO_POE: {
      says: 'A certificate has expired, and nothing proves that it was signed before.',
      todo: 'Ask for a copy with a time-stamp from before that was kept renewed.',
    },
    OUT_OF_BOUNDS_NOT_REVOKED: {
      says:
        'The certificate has expired; it was in force until then, but nothing proves that it was ' +
        'signed before.',
      todo: 'Ask for a copy with a time-stamp from before that was kept renewed.',
    },
    CRYPTO_CONSTRAINTS_FAILURE_NO_POE: {
      says: 'It rests on an algorithm that is broken by now, and nothing proves that it is older than that.',
      todo: 'Ask for a copy with a time-stamp from before that was kept renewed.',
    },
    NO_POE: {
      says: 'Something it rests on is not proven to have existed in time.',
      todo: 'Ask for a copy with archive time-stamps.',
    },
    TRY_LATER: {
      says: 'Whether the certificate was in force is not known yet.',
      todo: 'Verify again with newer revocation lists, later or online.',
    },
    SIGNED_DATA_NOT_FOUND: {
      says: 'What was signed is not there.',
      todo: 'Verify again, with the document beside the signature.',
    },
  },
  reason: {
    'form-broken': ({ problem }) => `its form: ${problem}`,
    'content-differs': ({ name }) => `“${name}” is not what was signed`,
    'content-absent': ({ name }) => `“${name}” was signed and is not at hand`,
    'value-wrong': () => 'the signature’s value is not one of this key over these octets',
    'certificate-missing': () => 'no certificate that it names is at hand',
    'certificate-differs': ({ subject }) =>
      `the certificate of ${subject} is not the one that was signed with it`,
    'certificate-unnamed': () => 'what is signed names no certificate',
    'certificate-unreadable': ({ problem }) => `its certificate cannot be read (${problem})`,
    'algorithm-unknown': ({ algorithm }) => `the algorithm ${algorithm} is not known here`,
    'key-refused': ({ subject, problem }) => `the key of ${subject} is refused (${problem})`,
    'policy-unknown': ({ oid }) => `the signature policy ${oid} is not known here`,
    'policy-differs': ({ oid }) => `the signature policy ${oid} at hand has another digest`,
    'path-refused': ({ fault, at }) => `${told(pathWords.en, fault)} (as of ${timeText(at)})`,
    'budget-spent': ({ what }) => `the search was given up: too many ${what}`,
    'certificate-expired': ({ subject, notAfter, of }) =>
      `${whoElse[of]} (${subject}) expired on ${timeText(notAfter)}`,
    'certificate-early': ({ subject, notBefore, of }) =>
      `${whoElse[of]} (${subject}) is valid from ${timeText(notBefore)} only`,
    'certificate-revoked': ({ subject, since, reason, of }) => {
      const when = since === undefined ? '' : ` as of ${timeText(since)}`
      return `${whoElse[of]} (${subject}) was taken back${when}${reason ? ` (${reason})` : ''}`
    },
    'certificate-held': ({ subject }) => `the certificate of ${subject} is suspended`,
    'status-missing': ({ subject, newest }) => {
      const last = newest === undefined ? 'nothing' : `nothing newer than ${timeText(newest)}`
      return `${last} says whether the certificate of ${subject} was in force`
    },
    'existence-unproven': ({ what, until }) => `${what}: not proven to be from before ${timeText(until)}`,
    'algorithm-ended': ({ algorithm, until }) => {
      return until === undefined
        ? `nobody vouches for ${algorithm}`
        : `${algorithm} is not relied on since ${timeText(until)}`
    },
    'timestamp-refused': ({ fault }) => `a time-stamp is not good (${fault})`,
    'timestamp-order': ({ earlier, later }) =>
      `the content is stamped ${timeText(later)}, its signature ${timeText(earlier)}`,
  },
  unsigned: {
    plain: () => 'This file is not signed.',
    'typed-name': ({ name }) =>
      `This file is not signed. The name “${name}” is typed in it, which anyone can do.`,
    picture: () =>
      'This file is a picture and not signed. A picture of handwriting or of a stamp can be ' +
      'copied by anyone who has seen it.',
    office: ({ pictures, typedName }) => {
      const name =
        typedName === undefined ? '' : ` The name “${typedName}” is typed in it, which anyone can do.`
      const shown =
        pictures === 0
          ? ''
          : ` It holds ${pictures} picture(s); should one show handwriting, it was copied there.`
      return `This document is not signed.${name}${shown}`
    },
    mail: ({ from, pictures, typedName }) => {
      const name = typedName === undefined ? '' : ` The name “${typedName}” is typed in it.`
      const shown = pictures === 0 ? '' : ` It holds ${pictures} picture(s), which sign nothing.`
      return (
        `This message is not signed. It says it is from “${from}”, which any sender can ` +
        `write.${name}${shown}`
      )
    },
    pdf: ({ stamps, drawings, emptyFields }) => {
      const marks = stamps + drawings
      const seen = marks === 0 ? '' : ` It shows ${marks} mark(s) on its pages, which anyone can put there.`
      const fields =
        emptyFields === 0 ? '' : ` It has ${emptyFields} place(s) for a signature, which are empty.`
      return `This PDF is not signed.${seen}${fields}`
    },
  },
  unsignedWhy:
    'A digital signature is made by a key that only the signer has, over every octet of the ' +
    'document; nothing in this file is one. That does not mean that it is false: only that ' +
    'the file itself proves nothing.',
  note: {
    'signature-added': ({ indication, count, signers, pages }) => {
      const marks = pages.map((page) => page + 1).join(', ')
      const seen =
        pages.length === 0 ? '' : ` What it shows on page ${marks} is not part of what was signed here.`
      const times = count === 1 ? '' : `, ${count} times`
      const names = signers.length === 0 ? '' : ` in the name of ${listed(signers, ', ')}`
      return `Signed further since${times}${names}: ${addedSignature[indication]}${seen}`
    },
    'counter-signed': ({ indication, signer }) => counterSignature[indication](signer),
    'fields-filled': ({ fields }) =>
      `Form fields were filled in since, which the signer allowed and did not sign: ${listed(fields, ', ')}.`,
    'notes-added': ({ count }) =>
      `${count} note(s) or marking(s) were put on pages since, which the signer allowed and did not sign.`,
    'properties-changed': () =>
      'What the file says about itself (its program, its dates) or a font for its fields was changed since.',
    'unseen-added': () => 'The file holds something since that no page shows and that was not signed here.',
    'files-beside': ({ names }) =>
      `In the same container, and not signed by it, lies: ${listed(names, ', ')}.`,
    'evidence-added': () =>
      'Proof for later years (certificates, their status, time-stamps) was added since; no page shows it.',
    'claimed-after-proof': ({ claimed, proven }) =>
      `The signer claims ${timeText(claimed)}, but the signature existed by ` +
      `${timeText(proven)}: the claimed time is wrong.`,
    'claimed-before-certificate': ({ claimed, notBefore }) =>
      `The signer claims ${timeText(claimed)}, before the certificate was issued (${timeText(notBefore)}).`,
    'grade-test': () => 'The certificate is one for tests: it proves nothing about who the signer is.',
    'timestamp-unproven': ({ id, reasons }) => {
      const why = reasons.map((reason) => told(englishWords.reason, reason)).join('; ')
      return `The time-stamp ${id.slice(0, 16)} counts for nothing (${why}).`
    },
    'receipt-unwitnessed': () =>
      'That the act stands on the record is the word of the unit that keeps it: no witness ' +
      'known here has cosigned it.',
    'status-old': ({ subject, asOf }) =>
      `Of ${subject} nothing newer is known than of ${timeText(asOf)}; verified online, that may differ.`,
    'records-unexamined': ({ count }) =>
      `What ${count} evidence record(s) in it are over is not known here: they count for nothing.`,
  },
  time: {
    proven: (at, by) => `It existed by ${timeText(at)}, as ${by} has time-stamped.`,
    unproven: 'Nothing proves when it was signed.',
    claimed: (at) => `The signer says: ${timeText(at)}.`,
  },
  trust: (anchors, between) => {
    const through = anchors.length === 1 ? 'it' : 'them'
    const via = between.length === 0 ? '' : ` and, through ${through}, ${between.join(', ')}`
    return `To believe this you trust ${anchors.join(' and ')}${via}.`
  },
  untold: (names) =>
    `Nothing was at hand to tell whether these authorities were still in force: ${names.join(', ')}.`,
  authority: {
    none: 'It does not say by what authority it was signed.',
    unproven: (unit, problem) =>
      `It claims the authority of the unit ${unit}; nothing at hand proves ` +
      `that${problem === undefined ? '' : ` (${problem})`}.`,
    contradicted: (what) =>
      `It claims an authority that the record of the unit contradicts (${what}): do not rely on that claim.`,
    proven: ({ case: id, step, office, permission, object }, origin, since, witnesses) => {
      const seen =
        witnesses.length === 0 ? 'by the word of that unit alone' : `cosigned by ${witnesses.join(', ')}`
      const held = office === undefined ? '' : `, held as ${office}`
      return (
        `The record ${origin} shows since ${timeText(since)}, ${seen}, what permitted it: step ${step} of ` +
        `case ${id}${held}, with ${permission} on ${object}.`
      )
    },
    problem: (problem) => {
      switch (problem.kind) {
        case 'receipt-unreadable':
          return `the receipt cannot be read: ${problem.part}`
        case 'receipt-record-refused':
          return 'the key of the record is not one that you trust, or was not then'
        case 'receipt-unit-other':
          return `the record is not one of the unit ${problem.unit}`
        case 'receipt-checkpoint':
          return `the receipt’s checkpoint is not good (${problem.problem})`
        case 'receipt-not-included':
          return `the receipt does not show its entry in the record (${problem.problem})`
        case 'receipt-actor-other':
          return 'the act was signed by another key'
        default:
          return problem satisfies never
      }
    },
    difference: {
      act: 'the entry is another act',
      signature: 'the entry is about another signature',
      unit: 'the entry is of another unit',
      case: 'another case',
      step: 'another step',
      permission: 'another permission',
      object: 'another object',
      epoch: 'another epoch',
      office: 'another office',
      grant: 'another grant',
      'claim-missing': 'the signature itself claims nothing',
    },
  },
  limits: (isPermitted) =>
    'A signature that holds says who signed, and that what was signed was not changed. It does not say ' +
    `that what is written is true${isPermitted ? '' : ', nor that the signer was allowed to decide it'}.`,
  labels: {
    title: 'Report on signatures',
    file: 'File',
    octets: 'Octets',
    verifiedAt: 'Verified',
    signature: 'Signature',
    verdict: 'Verdict (EN 319 102-1)',
    reasons: 'Why',
    signer: 'Signer',
    certificate: 'Certificate',
    unit: 'Unit',
    grade: 'Grade of the naming',
    roles: 'Claimed roles',
    commitments: 'Commitments',
    location: 'Claimed place',
    statedReason: 'Stated reason',
    authority: 'Authority',
    claimedTime: 'Claimed time',
    bestTime: 'Proven to exist by',
    level: 'Level',
    path: 'Whom one has to trust',
    statuses: 'Status of the certificates',
    algorithms: 'Algorithms',
    covers: 'What is covered',
    unprotected: 'What nothing protects',
    timestamps: 'Time-stamps',
    notes: 'To be known',
    policy: 'Signature policy',
    counterSignatures: 'Counter-signatures',
    none: 'none',
    found: 'found',
    valid: 'holds',
    claim: 'claims',
  },
}
