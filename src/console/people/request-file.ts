import { hex, sha256 } from '#bytes'

/** What the unit takes: a request with an RSA-4096 or ML-DSA-87 key and a dozen names stays well below. */
const requestCharactersMax = 16 * 1024

const armour =
  /-----BEGIN (?:NEW )?CERTIFICATE REQUEST-----([\sA-Za-z0-9+/=]+)-----END (?:NEW )?CERTIFICATE REQUEST-----/

/** A certificate request as it was uploaded. */
export interface RequestFile {
  /** PEM, as the unit takes it. */
  readonly pem: string
  /** Hexadecimal SHA-256 of its DER: the number by which everybody names it. */
  readonly digest: string
}

/** Why a file is none: half a message name of `people.file-…`. */
export type FileFault = 'too-large' | 'not-request'

/** The PKCS#10 request in a file, PEM or DER; its signature and key the unit checks. */
export async function readRequestFile(file: Blob): Promise<RequestFile | FileFault> {
  if (file.size > requestCharactersMax) return 'too-large'
  const octets = new Uint8Array(await file.arrayBuffer())
  const der = octets[0] === sequenceTag ? octets : unarmoured(new TextDecoder().decode(octets))
  if (der === undefined || !isRequest(der)) return 'not-request'
  const lines = der.toBase64().match(/.{1,64}/g) ?? []
  const pem = `-----BEGIN CERTIFICATE REQUEST-----\n${lines.join('\n')}\n-----END CERTIFICATE REQUEST-----\n`
  return { pem, digest: hex(sha256(der)) }
}

/** Identifier octet of a SEQUENCE (X.690 §8.9). */
const sequenceTag = 0x30

/** What is signed stands first, a SEQUENCE that begins with the version 0 (RFC 2986 §4). */
function isRequest(der: Uint8Array): boolean {
  const content = contentAt(der, 0)
  const info = content === undefined ? undefined : contentAt(der, content)
  return info !== undefined && [0x02, 0x01, 0x00].every((octet, at) => der[info + at] === octet)
}

/** Where the content of a SEQUENCE begins, whatever the form of its length. */
function contentAt(der: Uint8Array, place: number): number | undefined {
  const length = der[place + 1]
  if (der[place] !== sequenceTag || length === undefined) return undefined
  return place + 2 + (length < 0x80 ? 0 : length & 0x7f)
}

function unarmoured(text: string): Uint8Array | undefined {
  const content = armour.exec(text)?.[1]
  if (content === undefined) return undefined
  try {
    return Uint8Array.fromBase64(content)
  } catch {
    // Its only error is that the text is not base64, which `not-request` says.
    return undefined
  }
}
