import { base64, escapeHtml, hex, sha256, utf8 } from '#bytes'
import type { Report, SignatureReport, TimestampReport } from './report.ts'
import {
  authoritySentence,
  reportText,
  reportWords,
  signatureText,
  timeSentence,
  trustSentence,
} from './report-text.ts'
import { type Label, type ReportLanguage, type ReportWords, timeText, told } from './report-words.ts'
import { shownText } from './shown-text.ts'

/** A page of its own: nothing is fetched, nothing runs, and it prints in black on white. */
const style = `
body{font:15px/1.5 "Noto Sans","Noto Sans CJK SC",system-ui,sans-serif;color:#111;background:#fff;margin:2rem auto;
max-width:52rem;padding:0 1rem;overflow-wrap:anywhere}
h1{font-size:1.5rem}h2{font-size:1.15rem;margin-top:2rem;border-top:1px solid #999;padding-top:1rem}
td p{margin:0}table{border-collapse:collapse;width:100%}
th,td{text-align:left;vertical-align:top;padding:.25rem .5rem .25rem 0;
border-bottom:1px solid #ddd}th{width:13rem;font-weight:600}ul{margin:0;padding-left:1.1rem}
.passed,.failed,.open{border-left:.5rem solid;padding:.5rem 1rem;background:#f6f6f6}
.passed{border-color:#2a7a2a}.failed{border-color:#b00020}.open{border-color:#a86400}
code{font-family:ui-monospace,monospace;font-size:.85em}
@media print{body{margin:0;max-width:none;font-size:10pt}h2{break-after:avoid}tr{break-inside:avoid}
.passed,.failed,.open{background:none;border:1px solid #000;border-left-width:.5rem}}
`

const languageTags: Readonly<Record<ReportLanguage, string>> = { en: 'en', zh: 'zh-Hans' }

const styleSource = `'sha256-${base64(sha256(utf8(style)))}'`

/** The content security policy a report's page needs: nothing but its own style. */
export const reportPolicy = [
  "default-src 'none'",
  `style-src ${styleSource}`,
  "base-uri 'none'",
  "form-action 'none'",
].join('; ')

/** Reports on files as one page to be printed or kept: self-contained HTML without scripts. */
export function reportHtml(reports: readonly Report[], language: ReportLanguage): string {
  const { labels } = reportWords(language)
  const names = reports.map(({ file }) => file.name).join(', ')
  return `<!doctype html>
<html lang="${languageTags[language]}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${reportPolicy}">
<title>${shown(`${labels.title}: ${names}`)}</title><style>${style}</style></head>
<body><h1>${shown(labels.title)}</h1>
${reports.map((report) => article(report, language)).join('')}</body></html>
`
}

/** What is said of one file. */
function article(report: Report, language: ReportLanguage): string {
  const say = reportWords(language)
  const { file, at, found } = report
  const head = rows(say, [
    ['file', text(file.name)],
    ['octets', text(String(file.octets))],
    ['verifiedAt', text(timeText(at))],
  ])
  const body =
    found.kind === 'signed'
      ? found.signatures
          .map((one, place) => section(one, `${say.labels.signature} ${place + 1}`, language))
          .join('')
      : reportText(report, language)
          .map((one) => `<p class="open">${shown(one)}</p>`)
          .join('')
  return `<article>
${head}<p><code>SHA-256 ${shown(file.digest)}</code></p>
${body}</article>
`
}

const classes = { 'TOTAL-PASSED': 'passed', 'TOTAL-FAILED': 'failed', INDETERMINATE: 'open' } as const

function section(signature: SignatureReport, title: string, language: ReportLanguage): string {
  const say = reportWords(language)
  const { verdict, counterSignatures } = signature
  const counters = counterSignatures.map((one, place) => {
    return section(one, `${title} · ${say.labels.counterSignatures} ${place + 1}`, language)
  })
  return `<section><h2>${shown(title)}</h2>
<p class="${classes[verdict.indication]}">${shown(signatureText(signature, language))}</p>
${rows(say, [...verdictRows(signature, say), ...signerRows(signature, say), ...proofRows(signature, say)])}
</section>
${counters.join('')}`
}

type Row = readonly [Label, string]

function verdictRows({ verdict }: SignatureReport, say: ReportWords): readonly Row[] {
  const { indication, subIndication, reasons } = verdict
  return [
    ['verdict', text(subIndication ? `${indication} (${subIndication})` : indication)],
    ['reasons', list(reasons.map((reason) => told(say.reason, reason)))],
  ]
}

function signerRows({ signer, claims, ...signature }: SignatureReport, say: ReportWords): readonly Row[] {
  const { certificate, unit, grade } = signer ?? {}
  const { signingTime, roles, commitments, location, reason, policy, authority } = claims
  const named = authority && {
    case: authority.case,
    step: authority.step,
    permission: authority.permission,
    object: authority.object,
    epoch: String(authority.epoch),
    ...(authority.office === undefined ? {} : { office: authority.office }),
    unit: authority.unit,
  }
  return [
    ['signer', text(signer?.name)],
    ['certificate', list(certificate ? certificateLines(certificate) : [])],
    ['unit', text(unit && `${unit.kind} ${unit.id}, ${unit.domain}`)],
    ['grade', text(grade)],
    ['claimedTime', text(signingTime === undefined ? undefined : say.time.claimed(signingTime))],
    ['bestTime', text(timeSentence({ ...signature, claims }, say))],
    ['roles', list(roles)],
    ['commitments', list(commitments)],
    ['location', text(location)],
    ['statedReason', text(reason)],
    ['policy', text(policy)],
    [
      'authority',
      text(authoritySentence({ ...signature, claims }, say)) +
        list(Object.entries(named ?? {}).map(([name, value]) => `${name}: ${value}`)),
    ],
  ]
}

function certificateLines(one: SignatureReport['path'][number]): readonly string[] {
  return [
    one.subject,
    `← ${one.issuer}`,
    `№ ${one.serial}`,
    `${timeText(one.notBefore)} – ${timeText(one.notAfter)}`,
  ]
}

function proofRows(signature: SignatureReport, say: ReportWords): readonly Row[] {
  const { levels, path, statuses, algorithms, contents, unprotected, timestamps, notes } = signature
  const { labels } = say
  return [
    ['level', text(`${labels.found}: ${levels.found ?? '–'}; ${labels.valid}: ${levels.valid ?? '–'}`)],
    ['path', text(trustSentence(signature, say)) + list(path.map(({ subject }) => subject))],
    [
      'statuses',
      list(
        statuses.map(
          ({ subject, status, asOf, source }) => `${subject}: ${status}, ${timeText(asOf)} (${source})`,
        ),
      ),
    ],
    [
      'algorithms',
      list(
        algorithms.map(({ use, standing: { algorithm, state, until, source } }) => {
          return (
            `${use}: ${algorithm}, ${state}${until === undefined ? '' : ` ${timeText(until)}`} ` +
            `(${source})`
          )
        }),
      ),
    ],
    [
      'covers',
      list(
        contents.map(
          ({ name, algorithm, digest, state }) => `${name}: ${state}, ${algorithm} ${hex(digest)}`,
        ),
      ),
    ],
    ['unprotected', list(unprotected.map(({ what, octets }) => `${what} (${octets} ${labels.octets})`))],
    ['timestamps', list(timestamps.map(timestampLine))],
    ['notes', list(notes.map((note) => told(say.note, note)))],
  ]
}

function timestampLine({ kind, verdict, time, authority, id }: TimestampReport): string {
  const { indication, subIndication } = verdict
  const when = time === undefined ? '–' : timeText(time)
  return `${kind}: ${when}, ${authority ?? '–'}: ${subIndication ?? indication} (${id.slice(0, 16)})`
}

/** Rows with nothing to say are left out. */
function rows({ labels }: ReportWords, all: readonly Row[]): string {
  const said = all.filter(([, cell]) => cell !== '')
  return `<table>${said.map(([label, cell]) => `<tr><th>${shown(labels[label])}</th><td>${cell}</td></tr>`).join('\n')}</table>`
}

function text(value: string | undefined): string {
  return value === undefined || value === '' ? '' : `<p>${shown(value)}</p>`
}

function list(values: readonly string[]): string {
  return values.length === 0 ? '' : `<ul>${values.map((one) => `<li>${shown(one)}</li>`).join('')}</ul>`
}

function shown(value: string): string {
  return escapeHtml(shownText(value))
}
