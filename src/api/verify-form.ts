import { verificationFilesMax } from './limits.ts'

/** Browsers send the files and nothing else; what another program adds is a few fields. */
const partsMax = 2 * verificationFilesMax

/** A name of a file, as long as file systems have it, percent-encoded, and a media type. */
const partHeadBytesMax = 4 * 1024

/** RFC 2046 §5.1.1, without blanks. */
const boundaryForm = /^[0-9A-Za-z'()+_,./:=?-]{1,70}$/

/** The files of a form, or why there are none to be had. */
export type ReadForm =
  | { readonly kind: 'files'; readonly files: readonly File[] }
  | { readonly kind: 'malformed' }
  | { readonly kind: 'too-many' }

/**
 * The files of a form as the platform reads it (RFC 7578). It reads in the thread in which the node serves,
 * and takes its time with each part and header: a body of a quarter of a million parts held everybody up for
 * seconds. So they are counted first, by the one boundary that the platform is then told.
 */
export async function filesOfForm(bytes: Uint8Array, contentType: string): Promise<ReadForm> {
  const boundary = boundaryOf(contentType)
  if (boundary === undefined) return { kind: 'malformed' }
  const heads = partHeads(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length), boundary)
  if (heads !== 'few') return { kind: heads }
  const headers = { 'Content-Type': `multipart/form-data; boundary="${boundary}"` }
  try {
    const form = await new Response(Buffer.from(bytes), { headers }).formData()
    const files = [...form.values()].filter((value) => value instanceof File)
    return files.length > verificationFilesMax ? { kind: 'too-many' } : { kind: 'files', files }
  } catch (error) {
    // The platform throws this for every body that is no form; anything else is broken machinery.
    if (error instanceof TypeError) return { kind: 'malformed' }
    throw error
  }
}

/** The one boundary of a media type; `undefined` when there is none, or more than one. */
function boundaryOf(contentType: string): string | undefined {
  const named = contentType.split(';').flatMap((parameter) => {
    const value = /^\s*boundary=(.*)$/i.exec(parameter)?.[1]
    return value === undefined ? [] : [value.trim().replace(/^"(.*)"$/, '$1')]
  })
  const [boundary, ...more] = named
  return boundary !== undefined && more.length === 0 && boundaryForm.test(boundary) ? boundary : undefined
}

/** Whether parts are few and what stands before each is short. */
function partHeads(body: Buffer, boundary: string): 'few' | 'too-many' | 'malformed' {
  const delimiter = Buffer.from(`--${boundary}`, 'latin1')
  let parts = 0
  for (let at = body.indexOf(delimiter); at >= 0; at = body.indexOf(delimiter, at + delimiter.length)) {
    parts += 1
    if (parts > partsMax) return 'too-many'
    const head = body.subarray(at + delimiter.length, at + delimiter.length + partHeadBytesMax)
    const isLast = head.subarray(0, 2).toString('latin1') === '--'
    if (!isLast && !head.includes('\r\n\r\n')) return 'malformed'
  }
  return parts === 0 ? 'malformed' : 'few'
}
