import { base64, hex, sha256, utf8 } from '#bytes'
import { day } from '#clock'
import { documentSuite, PrivateKey } from '#crypto'
import { accept, certain, sure } from '#fault'
import {
  type FakeUnit,
  fakeFoundingEvents,
  fakeIssued,
  fakeKey,
  fakeRequest,
  fakeSpeaker,
  fakeUnit,
  identitySlice,
  ownCertificate,
  ownKeyActs,
  sealRole,
} from '#identity'
import { organizationSlice } from '#organization'
import { recognitionSlice } from '#recognition'
import { cadesRow, type SignatureFormRow, type SigningWishes, wholePart } from '#signature'
import type { Grant, StepGrant } from '#task'
import { type AuthorityQuestion, Rehearsal, type Speaker, stepFor } from '#unit'
import { type Certificate, parseCertificate } from '#x509'
import { documentActs } from './acts.ts'
import { claimUnder, rolesUnder } from './claim.ts'
import { documentQueries } from './queries.ts'
import { documentSlice } from './state.ts'

const start = Date.UTC(2026, 0, 5, 8)

export const document = utf8('the permit 許可')

/** For tests: somebody who signs. */
export interface Signatory {
  readonly speaker: Speaker
  readonly key: PrivateKey
  readonly certificate: Certificate
}

/** For tests: a unit in which ann and ben may sign and seal whatever they are asked to, as clerks. */
export interface Registry {
  readonly office: Rehearsal
  readonly unit: FakeUnit
  readonly ann: Signatory
  readonly ben: Signatory
  /** The facts of grants from now on, in place of the usual. */
  instead: Partial<StepGrant>
}

export function registry(sealKey = fakeKey()): Registry {
  const unit = fakeUnit(start)
  const permit = (_: unknown, question: AuthorityQuestion) => {
    return accept(grantFor(question, at.instead) as StepGrant & Grant)
  }
  const seal = sure(sealKey.under(documentSuite(sealKey.publicKey)), 'the seal')
  let drawn = 0
  const office = new Rehearsal({
    slices: [identitySlice, organizationSlice, recognitionSlice, documentSlice],
    acts: [...ownKeyActs, ...documentActs],
    queries: documentQueries,
    permit,
    eventsOfUse: () => [],
    means: {
      random: (length) => new Uint8Array(length).fill(0x40).fill(++drawn, -1),
      signer: (role) => (role === sealRole ? seal : unit.keys.issuing),
    },
    time: start,
  })
  office.happen(...fakeFoundingEvents(unit))
  office.happen({ kind: 'office-established', office: 'clerk', title: 'Clerk 書記', layer: 'execution' })
  const at: Registry = {
    ...{ office, unit, ann: signatory(office, unit, 'ann'), ben: signatory(office, unit, 'ben') },
    instead: { office: 'clerk' },
  }
  const node = fakeSpeaker('node', 'node', unit.keys.node)
  sure(office.act('key.certify', node, { use: 'seal', request: fakeRequest(sealKey) }), 'the seal')
  return at
}

/** The grant of a question, as the registry gives it. */
function grantFor(question: AuthorityQuestion, instead: Partial<StepGrant>): StepGrant {
  const usual = sure(stepFor(question), 'a grant')
  return { ...certain(usual.by === 'step' ? usual : undefined, 'a step'), ...instead }
}

/** Somebody with a certificate of the unit on the record. */
export function signatory(
  office: Rehearsal,
  unit: FakeUnit,
  id: string,
  key: PrivateKey = fakeKey(),
): Signatory {
  const der = unit.leaf(key, { id, commonName: id, notAfter: unit.time + 300 * day })
  const certificate = sure(parseCertificate(der), 'a certificate')
  office.happen({ ...fakeIssued(der, 'person', id, id) })
  const speaker = { ...fakeSpeaker('person', id, key), serial: certificate.serial }
  return { speaker, key, certificate }
}

/** A key that somebody has for documents alone, with its certificate on the record. */
export function forDocuments({ office, unit }: Registry, id: string): Omit<Signatory, 'speaker'> {
  const key = fakeKey()
  const use = 'documents'
  const der = unit.leaf(key, { id, commonName: id, use, notAfter: unit.time + 300 * day })
  office.happen({ ...fakeIssued(der, 'person', id, id), use })
  return { key, certificate: sure(parseCertificate(der), 'a certificate') }
}

/** The wishes of a signature that ann makes under a grant, and what an act about it says. */
export interface Signing {
  readonly by?: Signatory
  readonly row?: SignatureFormRow
  readonly object?: string
  readonly content?: Uint8Array
  readonly wishes?: Partial<SigningWishes>
}

export function wishesOf(at: Registry, permission: string, signing: Signing): SigningWishes {
  const { by = at.ann, object = 'permit/17', wishes = {} } = signing
  const { state, time } = at.office
  const grant = grantFor({ speaker: by.speaker, permission, object, time }, at.instead)
  const isSeal = permission === 'document.seal'
  const certificate = isSeal ? certain(ownCertificate(state, 'seal'), 'it').certificate : by.certificate
  return {
    suite: documentSuite(by.key.publicKey),
    ...{ certificate, chain: [], signingTime: time, commitments: [] },
    roles: rolesUnder(state, grant),
    authority: claimUnder(state, grant),
    ...wishes,
  }
}

/** The input of `document.sign`, sound but for what is wished otherwise. */
export function signedInput(at: Registry, signing: Signing = {}): Record<string, string> {
  const { by = at.ann, row = cadesRow, object = 'permit/17', content = document } = signing
  const wishes = wishesOf(at, 'document.sign', signing)
  const parts = [wholePart('permit.txt', content)]
  const prepared = sure(row.prepare(wishes, { parts, attached: false }), 'a signature')
  const signer = sure(by.key.under(wishes.suite), 'the key')
  return {
    ...{ object, document: hex(sha256(content)), name: 'permit 許可.txt', form: row.form },
    signed: base64(prepared.toBeSigned),
    value: base64(signer.sign(prepared.toBeSigned)),
    certificate: base64(by.certificate.der),
  }
}

/** The input of `document.seal`, sound but for what is wished otherwise. */
export function sealedInput(at: Registry, signing: Signing = {}): Record<string, string> {
  const { row = cadesRow, object = 'permit/17', content = document } = signing
  const wishes = wishesOf(at, 'document.seal', signing)
  const parts = [wholePart('permit.txt', content)]
  const prepared = sure(row.prepare(wishes, { parts, attached: false }), 'a seal')
  return {
    ...{ object, document: hex(sha256(content)), name: 'permit.txt', form: row.form },
    signed: base64(prepared.toBeSigned),
  }
}
