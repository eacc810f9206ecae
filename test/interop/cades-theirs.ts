import { utf8 } from '#bytes'
import { sure } from '#fault'
import { wholePart } from '#signature'
import { fromPem } from '#x509'
import { bent, type Desk, judged, keep, kept, opensslVerifies } from './desk.ts'
import { must, told } from './tool.ts'

const document = utf8('the permit of the mill is granted\n')
const part = wholePart('permit.txt', document, 'text/plain')

/** A message of openssl: whose key, with which options, what is said of it here. */
interface Theirs {
  readonly what: string
  readonly by: string
  readonly options: readonly string[]
  readonly expected: string
}

const pss = ['-keyopt', 'rsa_padding_mode:pss', '-keyopt', 'rsa_pss_saltlen:-1']
const passed = 'TOTAL-PASSED B-B'

const messages: readonly Theirs[] = [
  { what: 'by P-256', by: 'p-256', options: ['-cades'], expected: passed },
  { what: 'by P-384 with SHA-384', by: 'p-384', options: ['-cades', '-md', 'sha384'], expected: passed },
  { what: 'by RSA, PKCS #1', by: 'rsa', options: ['-cades'], expected: passed },
  { what: 'by RSA, PSS', by: 'rsa', options: ['-cades', ...pss], expected: passed },
  { what: 'around the document', by: 'p-256', options: ['-cades', '-nodetach'], expected: passed },
  {
    what: 'streamed, in BER',
    by: 'p-256',
    options: ['-cades', '-nodetach', '-stream', '-indef'],
    expected: passed,
  },
  { what: 'the signer by key identifier', by: 'p-256', options: ['-cades', '-keyid'], expected: passed },
  {
    what: 'with more certificates',
    by: 'p-256',
    options: ['-cades', '-certfile', 'authority.pem'],
    expected: passed,
  },
  {
    what: 'without the signer’s certificate',
    by: 'p-256',
    options: ['-cades', '-nocerts'],
    expected: 'INDETERMINATE NO_SIGNING_CERTIFICATE_FOUND (certificate-missing)',
  },
  {
    what: 'not CAdES: no certificate is named under the signature',
    by: 'p-256',
    options: [],
    expected: 'INDETERMINATE SIG_CONSTRAINTS_FAILURE (certificate-unnamed)',
  },
  {
    what: 'without signed attributes',
    by: 'p-256',
    options: ['-noattr'],
    expected: 'TOTAL-FAILED FORMAT_FAILURE (form-broken)',
  },
  {
    what: 'by SHA-1',
    by: 'p-256',
    options: ['-cades', '-md', 'sha1'],
    expected: 'INDETERMINATE CRYPTO_CONSTRAINTS_FAILURE (algorithm-unknown)',
  },
]

/** Messages of openssl, judged here; changed ones refused by both. */
export function cadesTheirs(desk: Desk): void {
  keep(desk, part.name, document)
  keep(desk, 'other.txt', 'the permit of the mill is refused\n')
  ofCerttool(desk)
  for (const { what, by, options, expected } of messages) {
    const isAttached = options.includes('-nodetach')
    const signer = ['-signer', `${by}.pem`, '-inkey', `${by}.key`]
    const where = ['-binary', '-in', part.name, '-outform', 'DER', '-out', 'theirs.p7']
    must('openssl', ['cms', '-sign', ...signer, ...options, ...where], desk.folder)
    const file = kept(desk, 'theirs.p7')
    desk.findings.see(
      `theirs is judged here: openssl cms ${what}`,
      judged(desk, file, isAttached ? [] : [part]),
      expected,
    )
    if (expected !== passed) continue
    // Behind the value stand the ends of three elements of indefinite length.
    const changed = bent(file, options.includes('-stream') ? -7 : -1)
    const at = keep(desk, 'changed.p7', changed)
    const seen = opensslVerifies(desk, at, isAttached ? undefined : part.name, '-cades')
    desk.findings.see(`openssl refuses a changed value: ${what}`, seen, 'CAdES failure')
    const own = judged(desk, changed, isAttached ? [] : [part])
    desk.findings.see(
      `here it is refused: ${what}`,
      told(own, /^TOTAL-FAILED \w+/),
      'TOTAL-FAILED SIG_CRYPTO_FAILURE',
    )
  }
}

/** What certtool signs: by PKCS #7, where nothing signed names the certificate. */
function ofCerttool(desk: Desk): void {
  const by = ['--load-certificate', 'rsa.pem', '--load-privkey', 'rsa.key', '--p7-time', '--hash', 'SHA256']
  const where = ['--infile', part.name, '--outfile', 'theirs.p7.pem']
  for (const [kind, parts] of [
    ['--p7-sign', []],
    ['--p7-detached-sign', [part]],
  ] as const) {
    must('certtool', [kind, ...by, ...where], desk.folder)
    const file = sure(fromPem(Buffer.from(kept(desk, 'theirs.p7.pem')).toString('utf8'), 'PKCS7'), 'PEM')
    const expected = 'INDETERMINATE SIG_CONSTRAINTS_FAILURE (certificate-unnamed)'
    desk.findings.see(`theirs is judged here: certtool ${kind}`, judged(desk, file, parts), expected)
  }
}
