import type { CompletionWish, DocumentWish, ProposedSignature, SignedFile, SigningRefusal } from '#api'
import { base64, equalBytes, fromBase64, hex, sha256 } from '#bytes'
import { type Clock, isoInstant, second } from '#clock'
import { documentSuite, parseEnvelope, parsePublicKey, type Random } from '#crypto'
import { claimUnder, type DocumentEvent, readMarkFont, rolesUnder } from '#document'
import { accept, certain, type Result, refuse, sure } from '#fault'
import { ownCertificate, ownChain, unitProfile } from '#identity'
import { drawMark, type MarkPlace } from '#pdf'
import { permitByStep } from '#procedure'
import {
  commitmentTypes,
  type PreparedSignature,
  readStatement,
  type SignatureClaims,
  type SignatureForm,
  type SignatureFormRow,
  type SigningContent,
  type SigningWishes,
  signatureForms,
  wholePart,
} from '#signature'
import { malformed, parseAct, type Receipt, type Refusal, type Speaker, type Unit } from '#unit'
import { attributeType, type Certificate, nameText, parseCertificate } from '#x509'
import { type RaisedBy, raised } from './document-levels.ts'

/** In the place of a signature's value that is not made yet. */
const anyValue = 'AAAA'

const permissions = { sign: 'document.sign', seal: 'document.seal' } as const

export interface DocumentSigningParts extends RaisedBy {
  readonly unit: Pick<Unit, 'state' | 'acts' | 'submit'>
  readonly clock: Clock
  readonly random: Random
}

/**
 * Signing in two steps. Nothing is kept between them: the same document and wishes give the same octets, and
 * whatever the signature claims is told by the octets that were signed.
 */
export class DocumentSigning {
  readonly #parts: DocumentSigningParts
  /** Kept once a mark was asked for. */
  #font: Uint8Array | undefined

  constructor(parts: DocumentSigningParts) {
    this.#parts = parts
  }

  /** The octets that somebody would sign under a live step, or have sealed. */
  prepare(
    reader: Speaker,
    leafDer: Uint8Array | undefined,
    wish: DocumentWish,
  ): Result<ProposedSignature, Refusal> {
    const { unit, clock } = this.#parts
    const { state } = unit
    const { act, object, under } = wish
    const time = Math.max(clock.now(), state.time)
    const permission = permissions[act]
    const asked = { speaker: reader, permission, object, time, ...(under && { under }) }
    const grant = permitByStep(state, asked)
    if (!grant.ok) return grant
    const certificate = act === 'seal' ? ownCertificate(state, 'seal')?.certificate : read(leafDer)
    if (!certificate)
      return refused(act === 'seal' ? { kind: 'seal-missing' } : { kind: 'reading-needs-tls' })
    const signingTime = wish.time ?? time - (time % second)
    const claims: SignatureClaims = {
      signingTime,
      commitments: wish.commitments.map((name) => certain(commitmentTypes.get(name), name)),
      roles: rolesUnder(state, grant.value),
      ...(wish.location === undefined ? {} : { location: wish.location }),
      authority: claimUnder(state, grant.value),
    }
    const prepared = this.#prepared({ ...wish, time: signingTime }, certificate, claims)
    if (!prepared.ok) return prepared
    const { case: id, step } = grant.value
    const input = {
      object,
      document: hex(sha256(wish.document)),
      ...{ name: wish.name, form: wish.form, signed: base64(prepared.value.toBeSigned) },
    }
    const proposed = act === 'seal' ? input : { ...input, certificate: base64(certificate.der) }
    // What no act could hold is not worth signing: a JSON document that the signature holds, if it is long.
    const fit = this.#inputOf(permission, act === 'seal' ? proposed : { ...proposed, value: anyValue })
    if (!fit.ok) return fit
    return accept({
      toBeSigned: input.signed,
      algorithm: prepared.value.suite.name,
      time: isoInstant(signingTime),
      says: saysOf(claims, certificate, wish),
      act: { act: permission, under: { case: id, step }, input: proposed },
    })
  }

  /** Brings the act onto the record and puts the file together. */
  async complete(wish: CompletionWish): Promise<Result<SignedFile, Refusal>> {
    const { unit } = this.#parts
    const asked = this.#askedIn(wish)
    if (!asked.ok) return asked
    const { form, signed, certificate, value } = asked.value
    const statement = readStatement(form, signed, certificate)
    if (!statement.ok) return statement
    const { claims } = statement.value
    const prepared = this.#prepared({ ...wish, form, name: asked.value.name }, certificate, claims)
    if (!prepared.ok) return prepared
    // The act would stand, and no file could be made for it.
    if (!equalBytes(prepared.value.toBeSigned, signed)) return refused({ kind: 'signed-octets-differ' })
    const receipt = await unit.submit(wish.envelope)
    if (!receipt.ok) return receipt
    const event = certain(receipt.value.events.find(isSigned), 'the event of a signature')
    const made = event.kind === 'document-sealed' ? sure(fromBase64(event.value), 'a seal') : value
    const file = prepared.value.assemble(certain(made, 'the value of a signature'))
    const { name, document } = wish
    const content = { row: rowOf(form), signature: event.signature, parts: partsBeside(wish, name, document) }
    const whole = await raised(this.#parts, { ...content, file, level: wish.level, receipt: receipt.value })
    if (!whole.ok) return whole
    return accept({ signature: event.signature, form, file: base64(whole.value), receipt: receipt.value })
  }

  /** What the act in the envelope says, as far as the file depends on it. */
  #askedIn({ envelope: bytes, document }: CompletionWish): Result<Asked, Refusal> {
    const { unit } = this.#parts
    const envelope = parseEnvelope(bytes)
    if (!envelope.ok) return envelope
    const act = parseAct(envelope.value)
    if (!act.ok) return act
    const { act: name } = act.value
    if (name !== permissions.sign && name !== permissions.seal) {
      return refused({ kind: 'act-not-signing', act: name })
    }
    const input = this.#inputOf(name, act.value.input)
    if (!input.ok) return input
    const said = input.value as SaidInput
    if (said.document !== hex(sha256(document))) return refused({ kind: 'document-differs' })
    const own = ownCertificate(unit.state, 'seal')?.certificate
    const certificate = name === permissions.seal ? own : read(octets(said.certificate))
    if (!certificate) {
      return refused(name === permissions.seal ? { kind: 'seal-missing' } : { kind: 'statement-of-other' })
    }
    const { form, name: file } = said
    const value = octets(said.value)
    return accept({
      form,
      name: file,
      signed: octets(said.signed),
      certificate,
      ...(said.value && { value }),
    })
  }

  /** An input, read by the act's own schema. */
  #inputOf(act: string, input: object): Result<unknown, Refusal> {
    const read = certain(this.#parts.unit.acts.get(act), 'an act of documents').input.safeParse(input)
    return read.success ? accept(read.data) : refuse(malformed(read.error))
  }

  #prepared(
    wish: DocumentWish | (CompletionWish & Pick<DocumentWish, 'form'>),
    certificate: Certificate,
    claims: SignatureClaims,
  ): Result<PreparedSignature, Refusal> {
    const { state } = this.#parts.unit
    const key = parsePublicKey(certificate.spki)
    if (!key.ok) return refused({ kind: 'statement-of-other' })
    const { commitments, roles, authority } = claims
    const [time, location] = [claims.signingTime ?? wish.time, claims.location ?? wish.location]
    const wishes: SigningWishes = {
      ...{ suite: documentSuite(key.value), certificate, commitments, roles },
      chain: isOwn(certificate, ownChain(state)) ? ownChain(state) : [],
      ...(time === undefined ? {} : { signingTime: time }),
      ...(location === undefined ? {} : { location }),
      ...(wish.reason === undefined ? {} : { reason: wish.reason }),
      ...(authority ? { authority } : {}),
    }
    const mark = this.#mark(wish, certificate, claims, time)
    if (!mark.ok) return mark
    const { document, name, mediaType, attached } = wish
    const content: SigningContent = {
      parts: [wholePart(name, document, mediaType)],
      attached: attached || wish.form === 'PAdES' || wish.form === 'ASiC-E',
      ...(wish.form === 'PAdES' && { pdf: { ...pdfOf(wish), ...(mark.value && { mark: mark.value }) } }),
    }
    const prepared = rowOf(wish.form).prepare(wishes, content)
    return prepared.ok ? prepared : refused({ kind: 'form-refused', fault: prepared.fault })
  }

  #mark(
    wish: Pick<DocumentWish, 'mark' | 'form'>,
    certificate: Certificate,
    { roles, authority }: SignatureClaims,
    time: number | undefined,
  ): Result<MarkPlace | undefined, Refusal> {
    if (!wish.mark || wish.form !== 'PAdES') return accept(undefined)
    const isSeal = authority?.permission === permissions.seal
    const unit = certain(unitProfile(this.#parts.unit.state), 'the unit').name
    const [office] = roles
    const mark = drawMark({
      ...wish.mark,
      act: isSeal ? 'sealed' : 'signed',
      signer: isSeal ? unit : commonName(certificate),
      ...(office === undefined ? {} : { office: { en: office } }),
      ...(time === undefined ? {} : { time }),
      languages: ['en', 'zh'],
      font: this.#markFont(),
    })
    return mark.ok ? mark : refused({ kind: 'mark-refused', fault: mark.fault })
  }

  #markFont(): Uint8Array {
    this.#font ??= readMarkFont()
    return this.#font
  }
}

interface Asked {
  readonly form: SignatureForm
  readonly name: string
  readonly signed: Uint8Array
  readonly certificate: Certificate
  /** Absent for a seal, which the unit draws. */
  readonly value?: Uint8Array
}

interface SaidInput {
  readonly document: string
  readonly name: string
  readonly form: SignatureForm
  readonly signed: string
  readonly value?: string
  readonly certificate?: string
}

/** What the signature will say, for people to read before they sign. */
function saysOf(
  { signingTime, roles, authority, commitments }: SignatureClaims,
  certificate: Certificate,
  wish: DocumentWish,
): ProposedSignature['says'] {
  const { unit, case: id, step, permission, object } = certain(authority, 'the authority of a proposal')
  const names = [...commitmentTypes].filter(([, oid]) => commitments.includes(oid)).map(([name]) => name)
  return {
    signer: nameText(certificate.subject),
    roles,
    ...{ unit, case: id, step, permission, object },
    time: isoInstant(certain(signingTime, 'the time of a proposal')),
    commitments: names,
    document: { name: wish.name, octets: wish.document.length, digest: hex(sha256(wish.document)) },
  }
}

function rowOf(form: SignatureForm): SignatureFormRow {
  return certain(
    [...signatureForms.values()].find((row) => row.form === form),
    `the form ${form}`,
  )
}

/** What a detached signature is over. */
function partsBeside({ attached }: Pick<DocumentWish, 'attached'>, name: string, document: Uint8Array) {
  return attached ? [] : [wholePart(name, document)]
}

function pdfOf({ field, certify }: Pick<DocumentWish, 'field' | 'certify'>): SigningContent['pdf'] {
  return { ...(field === undefined ? {} : { field }), ...(certify === undefined ? {} : { certify }) }
}

/** A visitor's certificate is under another unit's authority, whose chain only that one's bundle has. */
function isOwn({ issuer }: Certificate, [above]: readonly Certificate[]): boolean {
  return above !== undefined && equalBytes(issuer.der, above.subject.der)
}

function commonName({ subject }: Certificate): string {
  return subject.rdns.flat().find(({ type }) => type === attributeType.commonName)?.value ?? nameText(subject)
}

function read(der: Uint8Array | undefined): Certificate | undefined {
  const certificate = der && parseCertificate(der)
  return certificate?.ok ? certificate.value : undefined
}

function octets(text = ''): Uint8Array {
  return sure(fromBase64(text), 'base64 of a checked form')
}

type Signed = Extract<DocumentEvent, { readonly signature: string }>

function isSigned(event: Receipt['events'][number]): event is Signed {
  return event.kind === 'document-signed' || event.kind === 'document-sealed'
}

function refused(fault: SigningRefusal): Result<never, Refusal> {
  return refuse(fault)
}
