import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { documentSuite, importPrivateKey, type PrivateKey } from '#crypto'
import { sure } from '#fault'
import { type Certificate, certificateFromPem } from '#x509'
import { must } from './tool.ts'

/** Somebody whom an authority of openssl certified. */
export interface Clerk {
  readonly name: string
  /** In the suite for documents. */
  readonly key: PrivateKey
  readonly certificate: Certificate
  /** Names of the files with the key and the certificate, PEM, in the office's folder. */
  readonly keyFile: string
  readonly certificateFile: string
}

/** An authority of openssl with a signer for each type of key: what other offices have. */
export interface Office {
  readonly folder: string
  readonly authority: Certificate
  /** PEM, in the folder. */
  readonly authorityFile: string
  /** DER of its revocation list. */
  readonly list: Uint8Array
  /** Whether this openssl has such keys. */
  has(name: string): boolean
  clerk(name: string): Clerk
}

/** `openssl req -newkey` for each type of key; ML-DSA is there from OpenSSL 3.5 on. */
const keyTypes = {
  'p-256': ['ec', '-pkeyopt', 'ec_paramgen_curve:P-256'],
  'p-384': ['ec', '-pkeyopt', 'ec_paramgen_curve:P-384'],
  rsa: ['rsa:3072'],
  ed25519: ['ed25519'],
  'ml-dsa-65': ['ml-dsa-65'],
} as const

const configuration = `[ req ]
distinguished_name = name
[ name ]
[ ca ]
default_ca = office
[ office ]
database = index.txt
crlnumber = crlnumber
default_md = sha256
default_crl_days = 30
[ authority ]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[ person ]
basicConstraints = CA:FALSE
keyUsage = critical, digitalSignature, nonRepudiation
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[ clock ]
basicConstraints = CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, timeStamping
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[ tsa ]
default_tsa = tsa_clock
[ tsa_clock ]
serial = tsa-serial
default_policy = 1.2.3.4
other_policies = 1.2.3.5
digests = sha256, sha384, sha512
accuracy = secs:1, millisecs:500
ordering = yes
tsa_name = yes
ess_cert_id_chain = no
ess_cert_id_alg = sha256
`

/** The office's own configuration of openssl. */
export const configurationFile = 'openssl.cnf'

export function openOffice(folder: string): Office {
  writeFileSync(join(folder, configurationFile), configuration)
  writeFileSync(join(folder, 'index.txt'), '')
  for (const name of ['crlnumber', 'tsa-serial']) writeFileSync(join(folder, name), '01\n')
  issue(folder, 'authority', 'authority', keyTypes['p-256'])
  const algorithms = must('openssl', ['list', '-public-key-algorithms'], folder)
  const has = (name: string) => name !== 'ml-dsa-65' || /ML-DSA-65/i.test(algorithms)
  for (const [name, type] of Object.entries(keyTypes)) if (has(name)) issue(folder, name, 'person', type)
  issue(folder, 'clock', 'clock', keyTypes['p-256'])
  const by = ['-config', configurationFile, '-keyfile', 'authority.key', '-cert', 'authority.pem']
  must('openssl', ['ca', '-gencrl', ...by, '-out', 'list.pem'], folder)
  must('openssl', ['crl', '-in', 'list.pem', '-outform', 'DER', '-out', 'list.crl'], folder)
  return {
    folder,
    authority: certificateIn(folder, 'authority.pem'),
    authorityFile: 'authority.pem',
    list: readFileSync(join(folder, 'list.crl')),
    has,
    clerk: (name) => clerkOf(folder, name),
  }
}

function issue(folder: string, name: string, extensions: string, type: readonly string[]): void {
  const by = extensions === 'authority' ? [] : ['-CA', 'authority.pem', '-CAkey', 'authority.key']
  const whom = ['-subj', `/O=Kreisamt/CN=${name}`, '-keyout', `${name}.key`, '-out', `${name}.pem`]
  const how = ['-config', configurationFile, '-extensions', extensions, '-days', '30', '-nodes']
  must('openssl', ['req', '-x509', '-newkey', ...type, ...how, ...by, ...whom], folder)
}

function clerkOf(folder: string, name: string): Clerk {
  const [keyFile, certificateFile] = [`${name}.key`, `${name}.pem`]
  const plain = sure(importPrivateKey(readFileSync(join(folder, keyFile), 'utf8')), keyFile)
  const key = sure(plain.under(documentSuite(plain.publicKey)), keyFile)
  return { name, key, certificate: certificateIn(folder, certificateFile), keyFile, certificateFile }
}

function certificateIn(folder: string, name: string): Certificate {
  return sure(certificateFromPem(readFileSync(join(folder, name), 'utf8')), name)
}
