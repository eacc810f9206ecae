import { isoInstant } from '#clock'
import type { AcceptFault, AgreementFault, PublishFault, RecognitionQueryFault } from '#recognition'
import { type Sentences, say, type Told, type Words } from './words.ts'
import { formProblem, pathSentences } from './words-certificate.ts'
import type { UnitRefusal } from './words-unit.ts'

type AnyRecognitionFault = AgreementFault | AcceptFault | PublishFault | RecognitionQueryFault

/** What the room of agreements between units refuses, beside the form of envelopes. */
export type RecognitionFault = Exclude<AnyRecognitionFault, UnitRefusal>

type UnreadableFault = Extract<RecognitionFault, { readonly kind: 'agreement-unreadable' }>['fault']
type PartFault = Extract<RecognitionFault, { readonly kind: 'bundle-certificate' }>['fault']
type SignerFault = Extract<RecognitionFault, { readonly kind: 'bundle-path' }>['fault']
type UnfitFault = Extract<RecognitionFault, { readonly kind: 'authority-unfit' }>
type DiffersFault = Extract<RecognitionFault, { readonly kind: 'agreement-differs' }>

const lacking: Readonly<Record<UnfitFault['lacking'], string>> = {
  'self-signature': 'it is not signed by its own key',
  ca: 'it is no certificate of an authority',
  'key-identifier': 'it has no subject key identifier',
  key: 'its key is not accepted',
}

const parts: Readonly<Record<DiffersFault['part'], string>> = {
  issuer: 'its issuer is not this unit’s newest authority',
  subject: 'its subject is not the name of the other unit’s authority',
  key: 'its key is not the one proposed',
  bounds: 'its bounds are not those proposed',
  validity: 'its validity is not that of the proposal, or does not begin now',
  serial: 'its serial number has less than 8 octets of chance',
}

function unreadable(fault: UnreadableFault): string {
  return fault.kind === 'not-pem' ? 'it is not PEM of one certificate' : formProblem(fault)
}

function partProblem(fault: PartFault): string {
  return fault.kind === 'no-agreement' ? 'it is no agreement between units' : formProblem(fault)
}

function signerProblem(fault: SignerFault): string {
  return fault.kind === 'unknown' ? 'the search was given up' : say(pathSentences, fault)
}

/** A bundle that is refused; the one before it stays in use. */
function bundle(title: string, detail: string, members?: Told['members']): Told {
  return { status: 422, title, detail, ...(members && { members }) }
}

type AgreementKind = Exclude<AgreementFault, UnitRefusal>

/** What the acts about agreements refuse. */
const agreementWords: Words<AgreementKind | RecognitionQueryFault> = {
  'authority-unreadable': ({ fault }) => ({
    status: 400,
    title: 'the authority certificate cannot be read',
    detail:
      `${unreadable(fault)}: send one of the other unit, the one whose fingerprint was read out ` +
      '(`/authority` gives several after a rollover)',
  }),
  'authority-unfit': ({ lacking: lack }) => ({
    status: 400,
    title: 'this is not the certificate of an authority',
    detail: `${lacking[lack]}: ask the other unit for what \`/authority\` of its public address gives`,
  }),
  'agreement-with-oneself': ({ key }) => ({
    status: 409,
    title: 'a unit makes no agreement with itself',
    detail: `\`${key}\` is a key of this very unit: its own people need no agreement`,
  }),
  'agreement-own-domain': ({ domain }) => ({
    status: 409,
    title: 'nobody else is recognised under the domain of this unit',
    detail: `\`${domain}\` is the domain of this very unit: ask the other unit for its own`,
  }),
  'domain-not-theirs': ({ domain, named }) => ({
    status: 409,
    title: 'the domain is another unit’s',
    detail:
      `the authority certificate says \`${named}\`, the proposal \`${domain}\`: propose the ` +
      'unit it is of',
  }),
  'bundle-url-refused': ({ url, problem }) => ({
    status: 400,
    title: 'the address of the bundle is refused',
    detail: `\`${url}\`: ${problem}`,
  }),
  'recognised-already': ({ domain, agreement }) => ({
    status: 409,
    title: 'the unit is recognised already',
    detail: `agreement \`${agreement}\` is with \`${domain}\`: renew, narrow or withdraw that one`,
    members: { agreement },
  }),
  'agreements-full': ({ agreementsMax }) => ({
    status: 409,
    title: 'there are too many agreements',
    detail: `a unit has at most ${agreementsMax} agreements: withdraw one first`,
  }),
  'agreement-unknown': ({ agreement, unit }) => ({
    status: 404,
    title: 'there is no such agreement',
    detail: `no agreement \`${agreement}\` with \`${unit}\` is in force: look at \`/agreements\``,
  }),
  'agreement-widened': ({ bound }) => ({
    status: 409,
    title: 'a narrowing only narrows',
    detail: `\`${bound}\` would become wider: what is to be wider is recognised anew by the decision layer`,
  }),
  'agreement-unchanged': ({ agreement }) => ({
    status: 409,
    title: 'nothing would be narrower',
    detail: `agreement \`${agreement}\` is as narrow already: give at least one bound that is narrower`,
  }),
  'proposal-missing': ({ case: id, unit }) => ({
    status: 409,
    title: 'nothing is proposed to be signed',
    detail: `in case ${id} no agreement with \`${unit}\` is proposed, or it has been signed already`,
  }),
  'proposal-unknown': ({ unit }) => ({
    status: 404,
    title: 'nothing is proposed',
    detail: `no agreement with \`${unit}\` waits to be signed: propose one first`,
  }),
  'agreement-unreadable': ({ fault }) => ({
    status: 400,
    title: 'the agreement cannot be read',
    detail: `${unreadable(fault)}: send the cross-certificate as PEM`,
  }),
  'agreement-differs': ({ part }) => ({
    status: 409,
    title: 'this is not what was proposed',
    detail: `${parts[part]}: make the cross-certificate anew from the proposal`,
    members: { part },
  }),
  'agreement-signature-wrong': () => ({
    status: 409,
    title: 'the authority key did not sign it',
    detail: 'the cross-certificate is not signed by this unit’s newest authority key: sign it with that',
  }),
  'agreement-serial-used': ({ agreement }) => ({
    status: 409,
    title: 'the serial number is taken',
    detail: `an agreement \`${agreement}\` stands on the record: make it anew with another serial number`,
  }),
}

/** Why a bundle is not taken in, or not published. */
export type BundleKind = Exclude<RecognitionFault, AgreementKind | RecognitionQueryFault>

const bundleSentences: Sentences<BundleKind> = {
  'bundle-malformed': ({ at, problem }) => `it is malformed at \`${at}\`: ${problem}`,
  'bundle-certificate': ({ at, fault }) => `\`${at}\`: ${partProblem(fault)}`,
  'bundle-too-large': ({ bytesMax }) => `it has more than ${bytesMax} bytes`,
  'bundle-unproven': ({ problem }) => `its record does not prove it: ${problem}`,
  'bundle-checkpoint': ({ fault }) => `the checkpoint of its record is refused (\`${fault.kind}\`)`,
  'bundle-differs': ({ part }) => `\`${part}\` is not as this unit has it`,
  'bundle-unfollowed': ({ domain }) => `no agreement in force leads to \`${domain}\` by that key`,
  'bundles-full': ({ bytesMax }) =>
    `bundles of units behind others take ${Math.floor(bytesMax / 1_048_576)} MiB in all already: narrow ` +
    'the agreements that let too many follow',
  'bundle-not-kept': ({ digest }) => `none that is kept has the digest \`${digest}\``,
  'bundle-domain-differs': ({ domain, expected }) => `it is of \`${domain}\`, expected was \`${expected}\``,
  'bundle-signer-unknown': ({ signer }) => `\`${signer}\`, which signed it, is not among its issuing keys`,
  'bundle-path': ({ fault }) => `the recognised key does not vouch for its signer: ${signerProblem(fault)}`,
  'bundle-signature-wrong': ({ signer }) => `\`${signer}\` did not sign it`,
  'bundle-authority-strange': ({ subject }) => `\`${subject}\` in it is not certified by a key of that unit`,
  'bundle-list-strange': ({ place }) => `revocation list ${place + 1} is by none of its issuing keys`,
  'bundle-from-future': ({ thisUpdate, now }) =>
    `it says it was made at ${isoInstant(thisUpdate)}, and it is ${isoInstant(now)}: ` +
    'one of the clocks is wrong',
  'bundle-expired': ({ nextUpdate }) => `it ended at ${isoInstant(nextUpdate)}: get a newer one`,
  'bundle-known': ({ number }) => `number ${number} has been accepted already`,
  'bundle-rolled-back': ({ number, known }) => `it is number ${number}, and number ${known} has been seen`,
  'bundle-forked': ({ number }) =>
    `another bundle of number ${number} has been seen: the unit shows two faces`,
  'bundle-unit-differs': ({ unit, known }) => `it is of the unit \`${unit}\`, the one known is \`${known}\``,
  'record-key-differs': () => 'its record has another key than the one known',
  'record-rolled-back': ({ size, known }) => `its record has ${size} entries, and ${known} have been seen`,
  'record-forked': ({ size }) => `its record of ${size} entries does not extend the one seen before`,
}

/** The same for all of them: what is wrong stands in the detail. */
function bundleWords(): Words<BundleKind> {
  const tell = (fault: BundleKind): Told => {
    return bundle('the bundle is refused', `${say(bundleSentences, fault)}; the last good one stays in use`)
  }
  const entries = Object.keys(bundleSentences).map((kind) => [kind, tell])
  return Object.fromEntries(entries) as Words<BundleKind>
}

/** What the room of agreements refuses, in words. */
export const recognitionWords: Words<RecognitionFault> = { ...agreementWords, ...bundleWords() }
