import { base64, fromBase64, utf8 } from '#bytes'
import { type DigestName, digestNamed } from '#crypto'
import { accept, certain, type Result, refuse } from '#fault'
import { escapeXml, parseXml, type XmlElement } from './asic-xml.ts'

/** A manifest of a container (EN 319 162-1 annex A.4): what a signature or time-stamp covers. */
export interface Manifest {
  /** The signature, time-stamp or evidence record over this manifest. */
  readonly covering: string
  readonly references: readonly ManifestReference[]
  /** What is wrong with it, though it can be read. */
  readonly faults: readonly string[]
}

/** A file as a manifest names it. */
export interface ManifestReference {
  readonly name: string
  readonly mediaType?: string
  readonly algorithm: DigestName
  readonly digest: Uint8Array
}

const asicNamespace = 'http://uri.etsi.org/02918/v1.2.1#'
const signatureNamespace = 'http://www.w3.org/2000/09/xmldsig#'

/** Digests by their URIs (RFC 6931 §2.1, XML Signature §6.2). */
const uris: ReadonlyMap<string, DigestName> = new Map([
  ['http://www.w3.org/2000/09/xmldsig#sha1', 'sha1'],
  ['http://www.w3.org/2001/04/xmldsig-more#sha224', 'sha224'],
  ['http://www.w3.org/2001/04/xmlenc#sha256', 'sha256'],
  ['http://www.w3.org/2001/04/xmldsig-more#sha384', 'sha384'],
  ['http://www.w3.org/2001/04/xmlenc#sha512', 'sha512'],
  ['http://www.w3.org/2007/05/xmldsig-more#sha3-256', 'sha3-256'],
  ['http://www.w3.org/2007/05/xmldsig-more#sha3-384', 'sha3-384'],
  ['http://www.w3.org/2007/05/xmldsig-more#sha3-512', 'sha3-512'],
])

/** Reads a manifest; the fault is a phrase that says what is wrong. */
export function parseManifest(bytes: Uint8Array): Result<Manifest, string> {
  const parsed = parseXml(bytes)
  if (!parsed.ok) return parsed
  const root = parsed.value
  if (!isAsic(root, 'ASiCManifest')) return refuse('it is no `ASiCManifest` of EN 319 162-1')
  const [first, ...others] = root.children
  const covering = first && isAsic(first, 'SigReference') ? nameOf(first) : undefined
  if (covering === undefined) return refuse('it does not begin with what signs it')
  const extensions = others.filter((child) => isAsic(child, 'ASiCManifestExtensions'))
  const objects = others.filter((child) => isAsic(child, 'DataObjectReference'))
  if (objects.length + extensions.length !== others.length || extensions.length > 1) {
    return refuse('it holds elements that are not of EN 319 162-1')
  }
  const references: ManifestReference[] = []
  for (const object of objects) {
    const reference = referenceOf(object)
    if (!reference.ok) return reference
    references.push(reference.value)
  }
  if (references.length === 0) return refuse('it names no file')
  return accept({ covering, references, faults: faultsOf(covering, references, [...extensions, ...objects]) })
}

function referenceOf(object: XmlElement): Result<ManifestReference, string> {
  const name = nameOf(object)
  if (name === undefined) return refuse('a reference is not to a file of the container')
  const [method, value, ...others] = object.children
  const isExtended =
    others.length === 1 && others.every((one) => isAsic(one, 'DataObjectReferenceExtensions'))
  if (!method || !value || (others.length > 0 && !isExtended)) {
    return refuse(`the reference to \`${name}\` is not as EN 319 162-1 has it`)
  }
  if (!isDigest(method, 'DigestMethod') || !isDigest(value, 'DigestValue') || method.children.length > 0) {
    return refuse(`the reference to \`${name}\` has no digest`)
  }
  const algorithm = uris.get(method.attributes.get('Algorithm') ?? '')
  if (!algorithm) return refuse(`the digest of \`${name}\` is by an algorithm that is not known here`)
  // xsd:base64Binary may have blanks in it.
  const digest = fromBase64(value.text.replaceAll(/[ \t\n]/g, ''))
  if (!digest.ok || digest.value.length !== certain(digestNamed(algorithm), algorithm).length) {
    return refuse(`the digest of \`${name}\` is not one by ${algorithm}`)
  }
  const mediaType = object.attributes.get('MimeType')
  return accept({ name, algorithm, digest: digest.value, ...(mediaType === undefined ? {} : { mediaType }) })
}

function faultsOf(
  covering: string,
  references: readonly ManifestReference[],
  extended: readonly XmlElement[],
): readonly string[] {
  const names = references.map(({ name }) => name)
  const twice = names.filter((name, at) => names.indexOf(name) !== at)
  return [
    ...twice.map((name) => `\`${name}\` stands in the manifest twice`),
    ...(names.includes(covering) ? ['the manifest names the signature over itself'] : []),
    ...(extended.some(hasCritical) ? ['the manifest has a critical extension that is not known here'] : []),
  ]
}

function hasCritical(element: XmlElement): boolean {
  const isCritical =
    isAsic(element, 'Extension') && /^(?:true|1)$/.test(element.attributes.get('Critical') ?? '1')
  return isCritical || element.children.some(hasCritical)
}

/** The file that a URI reference names (RFC 3986 §4.2), relative to the container, as its entry is called. */
function nameOf(element: XmlElement): string | undefined {
  const uri = element.attributes.get('URI') ?? ''
  if (!/^[^:/?#][^:?#]*$/.test(uri) || /%(?![0-9a-fA-F]{2})/.test(uri)) return undefined
  const name = uri.replaceAll(/(?:%[0-9a-fA-F]{2})+/g, (escaped) =>
    Buffer.from(escaped.replaceAll('%', ''), 'hex').toString('utf8'),
  )
  return name.includes('\u{FFFD}') ? undefined : name
}

function isAsic({ namespace, name }: XmlElement, expected: string): boolean {
  return namespace === asicNamespace && name === expected
}

function isDigest({ namespace, name }: XmlElement, expected: string): boolean {
  return namespace === signatureNamespace && name === expected
}

/** The XML of a manifest, in UTF-8; the same content gives the same octets. */
export function writeManifest(
  covering: { readonly name: string; readonly mediaType: string },
  references: readonly ManifestReference[],
): Uint8Array {
  const lines = references.map(({ name, mediaType, algorithm, digest }) => {
    const uri = certain([...uris].find(([, one]) => one === algorithm)?.[0], `the URI of ${algorithm}`)
    const type = mediaType === undefined ? '' : ` MimeType="${escapeXml(mediaType)}"`
    const method = `<ds:DigestMethod Algorithm="${uri}"/>`
    const value = `<ds:DigestValue>${base64(digest)}</ds:DigestValue>`
    const open = `<asic:DataObjectReference URI="${uriOf(name)}"${type}>`
    return `${open}${method}${value}</asic:DataObjectReference>\n`
  })
  const head = '<?xml version="1.0" encoding="UTF-8"?>\n'
  const spaces = `xmlns:asic="${asicNamespace}" xmlns:ds="${signatureNamespace}"`
  const signed = `<asic:SigReference URI="${uriOf(covering.name)}" MimeType="${covering.mediaType}"/>\n`
  return utf8(`${head}<asic:ASiCManifest ${spaces}>\n${signed}${lines.join('')}</asic:ASiCManifest>\n`)
}

function uriOf(name: string): string {
  return escapeXml(name.split('/').map(encodeURIComponent).join('/'))
}
