import { z } from 'zod'
import { isObject } from '#task'

/** A file system's longest name, less what is added to tell files apart. */
const nameCharactersMax = 200

/**
 * Signed octets and their signature lie in an envelope, and that in an entry of 60 KiB, each step a third
 * larger in base64. Attributes take 1 KB, a JSON header with its certificates up to 24 KB.
 */
const signedTextMax = 32 * 1024

/** ML-DSA-87 signs with 4.6 KB, RSA of 16384 bits with 2 KB. */
const valueTextMax = 8 * 1024

/** A certificate of an ML-DSA-65 key by one takes some 6 KB. */
const certificateTextMax = 16 * 1024

const base64Form = z.base64()

export const digestForm = z
  .string()
  .regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 in lower-case hexadecimal')
  .describe('SHA-256 of the file, lower-case hexadecimal')

export const signatureForm = z
  .string()
  .regex(/^[0-9a-f]{64}$/, 'must be the SHA-256 of a signature’s value in lower-case hexadecimal')
  .describe('SHA-256 of the signature’s value, lower-case hexadecimal')

/** Without what makes a name look like another one: controls, marks of direction, spaces at an end. */
export const fileNameForm = z
  .string()
  .max(nameCharactersMax)
  .regex(/^(?![\s.])[^\p{Cc}\p{Cf}\p{Cs}\p{Co}\\/]+(?<!\s)$/u, 'must be a file name without a folder')
  .describe('what people call the file')

export const objectForm = z
  .string()
  .refine((text) => isObject(text) && !text.endsWith('/*'), 'must be one object, as `permit/17`')
  .describe('what it is about, as `permit/17`')

export const formForm = z.enum(['CAdES', 'PAdES', 'ASiC-E', 'JAdES']).describe('form of the signature')

export const signedForm = base64Form
  .max(signedTextMax)
  .describe('the octets that are signed, base64: signed attributes or a JSON signing input')

export const valueForm = base64Form.max(valueTextMax).describe('the signature’s value, base64; ECDSA as DER')

export const certificateForm = base64Form
  .max(certificateTextMax)
  .describe('the certificate of whoever signs, base64 DER')
