import { hash } from 'node:crypto'
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { utf8 } from '#bytes'
import { certain } from '#fault'
import { signatureForms, signatureLevels, wholePart } from '#signature'
import { climbed, type Desk, judged, keep, kept, opensslVerifies, says, signed } from './desk.ts'
import { must, told } from './tool.ts'

const row = certain(signatureForms.get('asic'), 'ASiC-E')
const mediaType = 'application/vnd.etsi.asic-e+zip'
const parts = [
  wholePart('permit.txt', utf8('the permit of the mill is granted\n'), 'text/plain'),
  wholePart('plans/map 图.svg', utf8('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'image/svg+xml'),
]

/** Containers made here, taken apart by unzip and verified by openssl; one made by zip and openssl. */
export async function containers(desk: Desk): Promise<void> {
  const basic = signed(desk, row, desk.office.clerk('p-256'), { parts, attached: true })
  const files = await climbed(desk, row, basic, [])
  for (const level of signatureLevels) ours(desk, certain(files.get(level), level), level)
  theirs(desk)
}

function ours(desk: Desk, file: Uint8Array, level: string): void {
  const { findings } = desk
  const name = keep(desk, 'ours.asice', file)
  const tested = says(desk, 'unzip', '-t', name)
  findings.see(`unzip -t: ours, ${level}`, told(tested.text, /No errors detected/), 'No errors detected')
  findings.see(
    `file's first octets: ${level}`,
    Buffer.from(file).toString('latin1', 30, 38 + mediaType.length),
    `mimetype${mediaType}`,
  )
  const inside = opened(desk, name)
  const at = (path: string): Uint8Array => readFileSync(join(inside, path))
  keep(desk, 'manifest.xml', at('META-INF/ASiCManifest001.xml'))
  keep(desk, 'signature.p7s', at('META-INF/signature001.p7s'))
  const seen = opensslVerifies(desk, 'signature.p7s', 'manifest.xml', '-cades')
  findings.see(`openssl verifies the manifest: ${level}`, seen, 'CAdES successful')
  findings.see(
    `openssl dgst finds what the manifest names: ${level}`,
    digestsIn(desk, 'manifest.xml', inside),
    ['OK', 'OK'],
  )
  findings.see(`here: ${level}`, judged(desk, file), `TOTAL-PASSED ${level}`)
  if (level !== 'B-LTA') return
  keep(desk, 'token.tst', at('META-INF/timestamp001.tst'))
  keep(desk, 'archive.xml', at('META-INF/ASiCArchiveManifest.xml'))
  const token = ['-token_in', '-in', 'token.tst', '-data', 'archive.xml', '-CAfile', desk.anchorsFile]
  const verified = says(desk, 'openssl', 'ts', '-verify', ...token)
  findings.see(
    'openssl ts verifies the archive time-stamp',
    told(verified.text, /Verification: \w+/),
    'Verification: OK',
  )
  const all = new Set(digestsIn(desk, 'archive.xml', inside))
  findings.see('openssl dgst finds what the archive manifest names', [...all], ['OK'])
}

/** The folder that unzip made of a container. */
function opened(desk: Desk, name: string): string {
  const inside = join(desk.folder, 'inside')
  rmSync(inside, { recursive: true, force: true })
  must('unzip', ['-q', name, '-d', 'inside'], desk.folder)
  return inside
}

/** For each reference of a manifest whether openssl computes its digest from the file. */
function digestsIn(desk: Desk, manifest: string, inside: string): readonly string[] {
  const text = Buffer.from(kept(desk, manifest)).toString('utf8')
  const references = text.matchAll(
    /<[^>]*DataObjectReference[^>]*URI="([^"]+)"[^]*?#(sha\d+)"[^]*?DigestValue>([^<]+)</g,
  )
  return [...references].map(([, uri = '', algorithm = '', value = '']) => {
    const path = join(inside, decodeURIComponent(uri))
    const digest = must('openssl', ['dgst', `-${algorithm}`, '-r', path], desk.folder).slice(
      0,
      2 * Buffer.from(value, 'base64').length,
    )
    return digest === Buffer.from(value, 'base64').toString('hex') ? 'OK' : `${uri}: ${digest}`
  })
}

/** A container that openssl signs and zip packs, as EN 319 162-1 has it. */
function theirs(desk: Desk): void {
  const folder = join(desk.folder, 'made')
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(join(folder, 'META-INF'), { recursive: true })
  const text = 'the permit of the mill is granted\n'
  const digest = hash('sha256', text, 'base64')
  const manifest = `<?xml version="1.0" encoding="UTF-8"?>
<asic:ASiCManifest xmlns:asic="http://uri.etsi.org/02918/v1.2.1#"
  xmlns:ds="http://www.w3.org/2000/09/xmldsig#">
  <asic:SigReference URI="META-INF/signature.p7s" MimeType="application/pkcs7-signature"/>
  <asic:DataObjectReference URI="permit.txt" MimeType="text/plain">
    <ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/>
    <ds:DigestValue>${digest}</ds:DigestValue>
  </asic:DataObjectReference>
</asic:ASiCManifest>
`
  keep(desk, 'made/mimetype', mediaType)
  keep(desk, 'made/permit.txt', text)
  keep(desk, 'made/META-INF/ASiCManifest.xml', manifest)
  const signer = ['-signer', 'rsa.pem', '-inkey', 'rsa.key', '-cades', '-binary', '-outform', 'DER']
  const where = ['-in', 'made/META-INF/ASiCManifest.xml', '-out', 'made/META-INF/signature.p7s']
  must('openssl', ['cms', '-sign', ...signer, ...where], desk.folder)
  must('zip', ['-q', '-0', '-X', '../theirs.asice', 'mimetype'], folder)
  must('zip', ['-q', '-X', '-r', '-D', '../theirs.asice', '.', '-x', 'mimetype'], folder)
  desk.findings.see(
    'theirs is judged here: zip and openssl cms',
    judged(desk, kept(desk, 'theirs.asice')),
    'TOTAL-PASSED B-B',
  )
  keep(desk, 'made/permit.txt', 'the permit of the mill is refused\n')
  must('zip', ['-q', '-X', '../theirs.asice', 'permit.txt'], folder)
  const changed = told(judged(desk, kept(desk, 'theirs.asice')), /^TOTAL-FAILED HASH_FAILURE/)
  desk.findings.see('… and refused with another document', changed, 'TOTAL-FAILED HASH_FAILURE')
}
