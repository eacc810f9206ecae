import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sure } from '#fault'
import { type Bundle, parsePublished } from '#recognition'
import { gradePolicy, pem } from '#x509'
import type { Findings } from '../tour/findings.ts'
import { openssl } from '../tour/openssl.ts'
import type { Unit } from './unit.ts'
import { he, type Units } from './units.ts'

/** Programs that know nothing of all this come to the same answers, by the certificates alone. */
export async function outsideEyes({ permits, water }: Units, findings: Findings): Promise<void> {
  findings.chapter('Outside eyes: the same path, to OpenSSL')
  const folder = join(permits.plan.folder, 'outside')
  await mkdir(folder)
  const file = (name: string): string => join(folder, name)
  const [own, theirs] = [await bundleOf(permits), await bundleOf(water)]
  const crosses = own.agreements.filter(({ bounds }) => bounds.domains[0] === water.domain)
  // After its rollover the issuing key has a certificate by the new authority key, which the agreement names.
  const between = [...theirs.issuing.slice(-1), ...crosses.map(({ certificate }) => certificate)]
  await writeFile(file('authority.pem'), textOf(own.authorities))
  await writeFile(file('untrusted.pem'), textOf(between))
  const [list] = theirs.lists
  await writeFile(file('issuing.crl'), list ? pem('X509 CRL', list.der) : '')
  const verified = (...demand: readonly string[]): ReturnType<typeof openssl> =>
    openssl(
      ...['verify', '-x509_strict', '-purpose', 'sslclient', '-CAfile', file('authority.pem')],
      ...['-untrusted', file('untrusted.pem'), '-crl_check', '-CRLfile', file('issuing.crl')],
      ...demand,
      water.certificateFile(he.id),
    )
  const good = verified('-explicit_policy', '-policy', gradePolicy.basic)
  const words = "from permits.example's authority over the agreement, for the grade basic, not revoked"
  findings.see('openssl verify: He Jing', good.ok ? 'OK' : 'refused', good.ok ? words : good.text, good.ok)
  const wrong = verified('-explicit_policy', '-policy', gradePolicy.medium)
  const verdict = /error \d+ at \d+ depth lookup: (.*)/.exec(wrong.text)?.[1] ?? wrong.text
  const fits = !wrong.ok && verdict === 'no explicit policy'
  findings.see('openssl verify: He Jing, for the grade medium', wrong.ok ? 'OK' : 'refused', verdict, fits)
}

async function bundleOf(unit: Unit): Promise<Bundle> {
  return sure(parsePublished(await unit.bundle()), 'a published bundle').bundle
}

function textOf(certificates: readonly { readonly der: Uint8Array }[]): string {
  return certificates.map(({ der }) => pem('CERTIFICATE', der)).join('')
}
