import { utf8 } from '#bytes'
import { type DigestName, digestBytes } from '#crypto'
import { sure } from '#fault'
import { makeTimestampRequest, tokenOfResponse, verifyToken } from '#timestamp'
import { listStatus, prepareLists } from '#trust'
import { parseRevocationList } from '#x509'
import { bent, type Desk, keep, kept, says, stampedBy } from './desk.ts'
import { configurationFile } from './office.ts'
import { must, told } from './tool.ts'

const document = 'the permit of the mill is granted\n'
const digests = ['sha256', 'sha384', 'sha512'] as const
const verification = /Verification: \w+/

/** The unit's time-stamps and those of openssl, each verified by the other. */
export async function timestamps(desk: Desk): Promise<void> {
  keep(desk, 'permit.txt', document)
  keep(desk, 'other.txt', 'the permit of the mill is refused\n')
  for (const digest of digests) await ours(desk, digest)
  await refusals(desk)
  for (const digest of digests) theirs(desk, digest)
  denials(desk)
}

/** A request of openssl, answered by the node over HTTP, verified by openssl. */
async function ours(desk: Desk, digest: DigestName): Promise<void> {
  const { findings } = desk
  await answered(desk, [`-${digest}`, '-cert'])
  const verify = ['ts', '-verify', '-CAfile', desk.anchorsFile]
  const whole = says(desk, 'openssl', ...verify, '-in', 'ours.tsr', '-queryfile', 'asked.tsq')
  findings.see(`openssl ts -verify reads ours: ${digest}`, told(whole.text, verification), 'Verification: OK')
  const other = says(desk, 'openssl', ...verify, '-in', 'ours.tsr', '-data', 'other.txt')
  findings.see(
    '… and refuses it for another document',
    told(other.text, verification),
    'Verification: FAILED',
  )
  keep(desk, 'changed.tsr', bent(kept(desk, 'ours.tsr'), -1))
  const changed = says(desk, 'openssl', ...verify, '-in', 'changed.tsr', '-queryfile', 'asked.tsq')
  findings.see('… and refuses it changed', told(changed.text, verification), 'Verification: FAILED')
}

/** The words of the node's answer to a query that openssl makes. */
async function answered(desk: Desk, options: readonly string[]): Promise<string> {
  must('openssl', ['ts', '-query', '-data', 'permit.txt', ...options, '-out', 'asked.tsq'], desk.folder)
  keep(desk, 'ours.tsr', await stampedBy(desk.clock, kept(desk, 'asked.tsq')))
  return says(desk, 'openssl', 'ts', '-reply', '-in', 'ours.tsr', '-text').text
}

async function refusals(desk: Desk): Promise<void> {
  const failure = (text: string) => told(text, /Failure info: (.*)/)
  const old = failure(await answered(desk, ['-sha1', '-cert']))
  desk.findings.see(
    'openssl reads our refusal: SHA-1',
    old,
    'unrecognized or unsupported algorithm identifier',
  )
  const policy = failure(await answered(desk, ['-sha256', '-tspolicy', '1.2.3.4']))
  const unaccepted = 'the requested TSA policy is not supported by the TSA'
  desk.findings.see('openssl reads our refusal: a policy that is not ours', policy, unaccepted)
  await answered(desk, ['-sha256', '-no_nonce'])
  const verify = ['ts', '-verify', '-in', 'ours.tsr', '-queryfile', 'asked.tsq', '-CAfile', desk.anchorsFile]
  const bare = says(desk, 'openssl', ...verify)
  const what = 'openssl finds no certificate in ours where it asked for none'
  desk.findings.see(what, told(bare.text, verification), 'Verification: FAILED')
}

/** A request made here, answered by openssl, verified here. */
function theirs(desk: Desk, digest: DigestName): void {
  const made = makeTimestampRequest({
    algorithm: digest,
    digest: digestBytes(digest, utf8(document)),
    nonce: 0x1234_5678_9abc_def0n,
  })
  keep(desk, 'asked.tsq', made.der)
  reply(desk, [`-${digest}`])
  const answer = kept(desk, 'theirs.tsr')
  const inquiry = { anchors: desk.context.anchors, intermediates: [], at: Date.now() }
  const list = sure(parseRevocationList(desk.office.list), 'the list of the office')
  const question = { ...inquiry, statusOf: listStatus(prepareLists([list]), inquiry) }
  const verdictFor = (response: Uint8Array, text: string): string => {
    const token = tokenOfResponse(response, made)
    if (!token.ok) return token.fault.kind
    const imprint = (algorithm: DigestName) => digestBytes(algorithm, utf8(text))
    const verified = verifyToken(token.value.token, imprint, question)
    return verified.ok ? `verified, under ${verified.value.policy}` : verified.fault.kind
  }
  const { findings } = desk
  findings.see(
    `theirs is verified here: openssl ts -reply, ${digest}`,
    verdictFor(answer, document),
    'verified, under 1.2.3.4',
  )
  findings.see('… and refused for another document', verdictFor(answer, 'another'), 'token-imprint-differs')
  findings.see('… and refused changed', verdictFor(bent(answer, -1), document), 'token-signature-wrong')
  const other = makeTimestampRequest({ ...made.request.imprint, nonce: 1n })
  const seen = tokenOfResponse(answer, other)
  findings.see(
    '… and refused as an answer to another request',
    seen.ok ? 'taken' : seen.fault.kind,
    'timestamp-answer-differs',
  )
}

function reply(desk: Desk, more: readonly string[]): void {
  const by = [
    '-config',
    configurationFile,
    '-section',
    'tsa_clock',
    '-signer',
    'clock.pem',
    '-inkey',
    'clock.key',
  ]
  const where = ['-queryfile', 'asked.tsq', '-out', 'theirs.tsr']
  must('openssl', ['ts', '-reply', ...by, ...where, ...more], desk.folder)
}

/** What openssl refuses to stamp, read here. */
function denials(desk: Desk): void {
  const digest = digestBytes('sha256', utf8(document))
  const denied = (wish: Parameters<typeof makeTimestampRequest>[0]): string => {
    const made = makeTimestampRequest(wish)
    keep(desk, 'asked.tsq', made.der)
    reply(desk, ['-sha256'])
    const answer = tokenOfResponse(kept(desk, 'theirs.tsr'), made)
    if (answer.ok) return 'a token'
    const { fault } = answer
    return fault.kind === 'timestamp-denied' ? `${fault.kind}: ${fault.failures.join(', ')}` : fault.kind
  }
  const policy = denied({ algorithm: 'sha256', digest, nonce: 7n, policy: '1.2.3.9' })
  desk.findings.see(
    'a refusal of openssl is read here: the policy',
    policy,
    'timestamp-denied: unacceptedPolicy',
  )
  const other = denied({ algorithm: 'sha3-256', digest: digestBytes('sha3-256', utf8(document)), nonce: 8n })
  desk.findings.see('a refusal of openssl is read here: the digest', other, 'timestamp-denied: badAlg')
}
