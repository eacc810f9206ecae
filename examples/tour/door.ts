import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Credentials } from './connection.ts'
import type { Findings } from './findings.ts'
import type { Office } from './office.ts'
import { openssl } from './openssl.ts'
import { problemKind, problemWords } from './words.ts'

/** Who the impostors say they are. */
const name = 'spiffe://permits.example/person/li.wei'

/** Callers who are nobody here. */
export async function atTheDoor(office: Office, findings: Findings): Promise<void> {
  findings.chapter('At the door: callers who are nobody here')
  await withoutCertificate(office, findings)
  await turnedAway(office, findings, 'with a self-made certificate that says Li Wei', selfSigned(office))
  await turnedAway(office, findings, "with another unit's certificate for Li Wei", ofAnotherUnit(office))
}

async function withoutCertificate(office: Office, findings: Findings): Promise<void> {
  const nobody = office.strangerAtGate()
  const refused = await nobody.ask('GET', '/permits/1')
  const words = problemWords(refused)
  findings.see('GET /permits/1 as nobody, no certificate', refused.status, words, refused.status === 401)
  const page = await nobody.ask('GET', '/permits/1', { headers: { accept: 'text/html' } })
  const heading = /<h1>(.*?)<\/h1>/.exec(page.text)?.[1] ?? ''
  const isPage = page.status === 401 && page.type.startsWith('text/html') && heading !== ''
  findings.see('the same with a browser', page.status, `a page: ${heading}`, isPage)
  nobody.close()
}

async function turnedAway(
  office: Office,
  findings: Findings,
  who: string,
  credentials: Credentials,
): Promise<void> {
  const connection = office.strangerAtGate(credentials)
  const answer = await connection.ask('GET', '/permits/1')
  const fits = [401, 403].includes(answer.status) && problemKind(answer) === 'certificate-refused'
  findings.see(`GET /permits/1 ${who}`, answer.status, problemWords(answer), fits)
  connection.close()
}

function selfSigned({ scratch }: Office): Credentials {
  const [key, cert] = [join(scratch, 'self.key'), join(scratch, 'self.pem')]
  made('req', '-x509', ...newKey(key), '-out', cert, ...subject('Li Wei', `subjectAltName=URI:${name}`))
  return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') }
}

/** Another authority of the same name, and a leaf under it that says what the real one says. */
function ofAnotherUnit({ scratch }: Office): Credentials {
  const file = (part: string): string => join(scratch, `other-${part}`)
  const authority = ['-CA', file('authority.pem'), '-CAkey', file('authority.key')]
  const named = subject('permits.example authority', 'basicConstraints=critical,CA:TRUE')
  made('req', '-x509', ...newKey(file('authority.key')), '-out', file('authority.pem'), ...named)
  const leaf = [...newKey(file('leaf.key')), '-out', file('leaf.pem')]
  made('req', '-x509', ...authority, ...leaf, ...subject('Li Wei', `subjectAltName=URI:${name}`))
  return {
    key: readFileSync(file('leaf.key'), 'utf8'),
    cert: readFileSync(file('leaf.pem'), 'utf8') + readFileSync(file('authority.pem'), 'utf8'),
  }
}

function newKey(path: string): readonly string[] {
  return ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-noenc', '-keyout', path]
}

function subject(commonName: string, extension: string): readonly string[] {
  return ['-subj', `/CN=${commonName}`, '-addext', extension, '-days', '1']
}

function made(...argv: readonly string[]): void {
  const { ok, text } = openssl(...argv)
  if (!ok) throw new Error(`openssl ${argv[0]}: ${text}`)
}
