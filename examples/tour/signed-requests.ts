import { base64, fromBase64 } from '#bytes'
import { sure } from '#fault'
import type { Answer } from './connection.ts'
import { envelopeOf } from './envelope.ts'
import type { Office } from './office.ts'

/** A PDF that somebody would sign under a step. */
export interface Wish {
  readonly case: string
  readonly step: string
  readonly name: string
  readonly pdf: Uint8Array
}

/** What the node proposes to be signed. */
interface Proposal {
  readonly toBeSigned: string
  readonly time: string
  readonly act: { readonly act: string; readonly under: object; readonly input: object }
}

/**
 * Signing in two steps over the API, as a program of anybody's making would do it: the node prepares the
 * octets, a key signs them, the node puts the file together. `signer` is whose key that is; the act is signed
 * by whose step it is.
 */
export async function inTwoSteps(office: Office, who: string, wish: Wish, signer: string): Promise<Answer> {
  const { case: id, step, name, pdf } = wish
  const matter = { document: base64(pdf), name, mediaType: 'application/pdf' }
  const asked = { ...matter, form: 'PAdES', object: `permit/${id}`, under: { case: id, step } }
  const prepared = await office.askAs(who, '/signatures/prepare', asked)
  if (prepared.status !== 200) return prepared
  const { toBeSigned, time, act: proposed } = prepared.json as Proposal
  const octets = sure(fromBase64(toBeSigned), 'the octets to be signed')
  const value = base64((await office.keyOf(signer)).sign(octets))
  const { act, under } = proposed
  const input = { ...proposed.input, value }
  const { bytes } = envelopeOf(office, await office.keyOf(who), act, input, { under })
  const envelope = JSON.parse(Buffer.from(bytes).toString('utf8')) as object
  return office.askAs(who, '/signatures', { ...matter, time, envelope })
}
