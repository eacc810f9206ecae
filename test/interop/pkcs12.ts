import { readPkcs12 } from '#cms'
import { systemRandom } from '#crypto'
import { exportPkcs12 } from '#x509'
import { type Desk, keep, kept, says } from './desk.ts'
import { must, told } from './tool.ts'

const passphrase = 'geheim 王'

/** PKCS #12 files of openssl, certtool and NSS opened here, and ours by them. */
export function pkcs12(desk: Desk): void {
  ours(desk)
  theirs(desk)
}

function ours(desk: Desk): void {
  const { findings, office } = desk
  const { key, certificate } = office.clerk('p-256')
  const content = {
    ...{ key: key.pkcs8(), certificate: certificate.der, chain: [office.authority.der] },
    ...{ friendlyName: '王丽 Wang Li', passphrase, random: systemRandom },
  }
  const at = keep(desk, 'ours.p12', exportPkcs12(content))
  const pass = ['-passin', `pass:${passphrase}`]
  const openssl = says(desk, 'openssl', 'pkcs12', '-in', at, ...pass, '-nodes')
  const parts = [...openssl.text.matchAll(/-----BEGIN (.*)-----/g)].map(([, label = '']) => label)
  findings.see('openssl pkcs12 opens ours', parts, ['CERTIFICATE', 'CERTIFICATE', 'PRIVATE KEY'])
  const wrong = says(desk, 'openssl', 'pkcs12', '-in', at, '-passin', 'pass:other', '-nodes')
  findings.see('… and not by another passphrase', told(wrong.text, /invalid password/), 'invalid password')
  const certtool = says(desk, 'certtool', '--p12-info', '--inder', '--infile', at, '--password', passphrase)
  const bags = [...certtool.text.matchAll(/Type: (.*)/g)].map(([, type = '']) => type)
  findings.see('certtool --p12-info opens ours', bags, [
    'Encrypted',
    'Certificate',
    'Certificate',
    'PKCS #8 Encrypted key',
  ])
  const nss = says(desk, 'pk12util', '-l', at, '-W', passphrase)
  findings.see('pk12util -l opens ours', told(nss.text, /Friendly Name: (.*)/), '王丽 Wang Li')
}

function theirs(desk: Desk): void {
  const from = ['-inkey', 'p-256.key', '-in', 'p-256.pem', '-certfile', 'authority.pem']
  const pass = ['-passout', `pass:${passphrase}`]
  const openssl = (...more: readonly string[]): string => {
    must('openssl', ['pkcs12', '-export', ...from, ...pass, '-out', 'theirs.p12', ...more], desk.folder)
    return opened(desk)
  }
  const { findings } = desk
  findings.see('opened here: openssl pkcs12 -export', openssl(), '1 key, 2 certificates')
  const aes = ['-keypbe', 'AES-128-CBC', '-certpbe', 'NONE', '-macalg', 'sha512']
  findings.see('opened here: openssl, other algorithms', openssl(...aes), '1 key, 2 certificates')
  findings.see('refused here: openssl -legacy', openssl('-legacy'), 'refused: algorithm-old')
  const loaded = [
    '--load-privkey',
    'p-256.key',
    '--load-certificate',
    'p-256.pem',
    '--load-ca-certificate',
    'authority.pem',
  ]
  const named = ['--p12-name', 'mill', '--password', passphrase, '--outder', '--outfile', 'theirs.p12']
  must('certtool', ['--to-p12', ...loaded, ...named], desk.folder)
  findings.see('opened here: certtool --to-p12', opened(desk), '1 key, 2 certificates')
  must('mkdir', ['-p', 'nss12'], desk.folder)
  must('certutil', ['-N', '-d', 'sql:nss12', '--empty-password'], desk.folder)
  must('pk12util', ['-i', 'ours.p12', '-d', 'sql:nss12', '-W', passphrase], desk.folder)
  const nick = '王丽 Wang Li'
  must('pk12util', ['-o', 'theirs.p12', '-n', nick, '-d', 'sql:nss12', '-W', passphrase], desk.folder)
  findings.see('opened here: pk12util -o, as Firefox does', opened(desk), '1 key, 2 certificates')
}

function opened(desk: Desk): string {
  const read = readPkcs12(kept(desk, 'theirs.p12'), passphrase)
  if (!read.ok) return `refused: ${read.fault.kind}`
  const { keys, certificates } = read.value
  return `${keys.length} key, ${certificates.length} certificates`
}
