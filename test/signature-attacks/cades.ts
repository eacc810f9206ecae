import { concat, utf8 } from '#bytes'
import { hour } from '#clock'
import {
  type Attribute,
  attributeOid,
  contentTypeOid,
  parseSignedData,
  type SignedData,
  type SignedDataContent,
  type SignerInfo,
  type SignerInfoContent,
  withUnsignedAttributes,
  writeAttribute,
  writeMessageDigest,
  writeSignedAttributes,
  writeSignedData,
  writeSignerInfo,
  writeSignerRoles,
  writeSigningCertificateV2,
} from '#cms'
import { digestBytes, digestForSuite, suiteNamed } from '#crypto'
import { objectIdentifier } from '#der'
import { certain, sure } from '#fault'
import { cadesRow, type FakeHolder, fakeHolder, fakeRoot, fakeTokenFor } from '#signature'
import { bo, clock, context, terms, wei } from '../pdf-attacks/signer.ts'
import { type Attack, counterSigned, idIn, type Made, refusal, signed } from './attack.ts'

const digestName = digestForSuite(wei.key.suite)
const otherAlgorithm = certain(suiteNamed('ecdsa-p256-sha256'), 'a suite').algorithmIdentifier
const [granted, refused] = [utf8('granted'), utf8('refused')]
/** Whoever calls himself the same, under an authority that calls itself the same. */
const namesake = fakeHolder(fakeRoot('City', terms), 'Li Wei', terms)

/** Attacks on CMS messages; the key and the certificate are the signer's, where nothing else is said. */
export const cadesAttacks: readonly Attack[] = Object.entries({
  'another content in the message': () => made(remade({ content: refused })),
  'another document beside the message': () => {
    return { bytes: signed(cadesRow, { attached: false }), parts: [refusal] }
  },
  'no document beside the message': () => made(signed(cadesRow, { attached: false })),
  'another document beside a message with its own': () => {
    return { bytes: signed(cadesRow), parts: [refusal] }
  },
  'another content, and its digest among what is signed': () =>
    made(remade({ content: refused }, { signedAttributes: attributesFor(refused) })),
  'a digest of something else, rightly signed': () => made(forged(attributesFor(refused))),
  'no digest of the content among what is signed': () => made(forged(without(attributeOid.messageDigest))),
  'two digests of contents': () =>
    made(forged([...attributesFor(granted), digestAttribute(refused)], { content: refused })),
  'no type of content among what is signed': () => made(forged(without(attributeOid.contentType))),
  'another type of content than was signed': () => made(remade({ contentType: contentTypeOid.tstInfo })),
  'the signed attributes as content of a message without any': () => {
    const content = writeSignedAttributes(attributesOf(signed(cadesRow)).map(({ der }) => der)).set
    return made(remade({ content }, { signedAttributes: [] }))
  },
  'a content that is attributes, signed bare, taken for attributes': () =>
    made(forged(attributesFor(refused), { content: refused })),
  'no signed attributes': () => {
    const signature = wei.key.sign(granted)
    return made(remade({}, { signedAttributes: [], signature }))
  },
  'nothing that names the certificate': () => made(forged(without(attributeOid.signingCertificateV2))),
  'the certificate of somebody else': () =>
    made(remade({ certificates: [bo.certificate.der] }, { identifier: identifierOf(bo) })),
  'no certificate': () => made(remade({ certificates: [] })),
  'somebody of the same name, under an authority of the same name': () =>
    made(signed(cadesRow, {}, namesake)),
  'the certificate of a namesake for the signer’s': () =>
    made(remade({ certificates: [namesake.certificate.der] }, { identifier: identifierOf(namesake) })),
  'a certificate named that is another’s, under the signer’s key': () =>
    made(forged([...without(attributeOid.signingCertificateV2), certificateAttribute(bo)])),
  'a value of zeros': () => made(remade({}, { signature: new Uint8Array(64) })),
  'the value of another signature': () => {
    return made(remade({}, { signature: signerIn(messageIn(signed(cadesRow, {}, bo))).signature }))
  },
  'another algorithm than was signed': () => made(remade({}, { signatureAlgorithm: otherAlgorithm })),
  'another digest algorithm than was signed': () => made(remade({}, { digestAlgorithm: 'sha256' })),
  'a second signer taken out': () => {
    const two = messageIn(signed(cadesRow, { parts: [], into: signed(cadesRow) }, bo))
    return made(remade({}, {}, [signerIn(two)], two))
  },
  'one signer twice': () => {
    const message = messageIn(signed(cadesRow))
    return made(remade({}, {}, [signerIn(message), signerIn(message)], message))
  },
  'a second signer, by a key that is not the certificate’s': () => {
    const two = messageIn(signed(cadesRow, { parts: [], into: signed(cadesRow) }, bo))
    const [one, other] = two.signers
    const wrong = { ...certain(other, 'a signer'), signature: new Uint8Array(64).fill(1) }
    return made(remade({}, {}, [certain(one, 'a signer'), wrong], two))
  },
  'a counter-signature over another signature': () => {
    const other = counterSigned(cadesRow, signed(cadesRow, { parts: [refusal] }), bo)
    const { certificates } = messageIn(other)
    const message = messageIn(withUnsigned(signed(cadesRow), ...unsignedOf(other)))
    return made(remade({ certificates }, {}, undefined, message))
  },
  'a time-stamp over another signature': () => {
    const other = stamped(signed(cadesRow, { parts: [refusal] }))
    return made(withUnsigned(signed(cadesRow), ...unsignedOf(other)))
  },
  'an archive time-stamp, and the evidence that its index names taken out': () => {
    const file = messageIn(archived(stamped(signed(cadesRow))))
    const signer = signerIn(file)
    const unsigned = signer.unsignedAttributes.filter(({ type }) => type !== attributeOid.signatureTimestamp)
    return made(remade({}, {}, [{ ...signer, unsignedAttributes: unsigned }], file))
  },
  'an archive time-stamp without its index': () => {
    const file = signed(cadesRow)
    const imprint = sure(cadesRow.archiveImprint(file, idIn(cadesRow, file), 'sha256', []), 'an imprint')
    return made(withUnsigned(file, writeAttribute(attributeOid.archiveTimestampV3, tokenOver(imprint))))
  },
  'an archive time-stamp of another signature': () => {
    const other = archived(signed(cadesRow, { parts: [refusal] }))
    return made(withUnsigned(signed(cadesRow), ...unsignedOf(other)))
  },
  'a role among the attributes that nobody signed': () =>
    made(
      withUnsigned(
        signed(cadesRow),
        writeAttribute(attributeOid.signerAttributesV2, writeSignerRoles(['mayor'])),
      ),
    ),
  'a signed attribute moved to those that nobody signs': () => {
    const [first, ...others] = attributesOf(signed(cadesRow)).map(({ der }) => der)
    return made(
      remade({}, { signedAttributes: others, unsignedAttributes: [certain(first, 'an attribute')] }),
    )
  },
  'octets behind the message': () => made(concat(signed(cadesRow), utf8('more'))),
} satisfies Record<string, () => Made>).map(([name, build]) => ({ form: 'CAdES', name, build }))

function made(bytes: Uint8Array): Made {
  return { bytes }
}

function messageIn(file: Uint8Array): SignedData {
  return sure(parseSignedData(file), 'a message of the test')
}

function signerIn({ signers }: SignedData): SignerInfo {
  return certain(signers[0], 'a signer')
}

function attributesOf(file: Uint8Array): readonly Attribute[] {
  return signerIn(messageIn(file)).signedAttributes ?? []
}

function unsignedOf(file: Uint8Array): readonly Uint8Array[] {
  return signerIn(messageIn(file)).unsignedAttributes.map(({ der }) => der)
}

/** A message written anew, with something in it otherwise. */
function remade(
  change: Partial<SignedDataContent>,
  signer: Partial<SignerInfoContent> = {},
  signers?: readonly SignerInfo[],
  message: SignedData = messageIn(signed(cadesRow)),
): Uint8Array {
  const { contentType, content, certificates } = message
  const written = (signers ?? message.signers).map((one) =>
    writeSignerInfo({
      ...one,
      digestAlgorithm: digestName,
      signedAttributes: (one.signedAttributes ?? []).map(({ der }) => der),
      unsignedAttributes: one.unsignedAttributes.map(({ der }) => der),
      ...signer,
    }),
  )
  return writeSignedData({
    ...{ digestAlgorithms: [digestName], contentType, certificates },
    ...(content ? { content } : {}),
    signers: written,
    ...change,
  })
}

/** A message whose attributes, whatever they are, the signer's key has signed. */
function forged(
  signedAttributes: readonly Uint8Array[],
  change: Partial<SignedDataContent> = {},
): Uint8Array {
  const signature = wei.key.sign(writeSignedAttributes(signedAttributes).set)
  return remade(change, { signedAttributes, signature })
}

function attributesFor(content: Uint8Array): readonly Uint8Array[] {
  return [
    writeAttribute(attributeOid.contentType, objectIdentifier(contentTypeOid.data)),
    digestAttribute(content),
    certificateAttribute(wei),
  ]
}

function without(type: string): readonly Uint8Array[] {
  const attributes = attributesOf(forged(attributesFor(granted)))
  return attributes.filter((one) => one.type !== type).map(({ der }) => der)
}

function digestAttribute(content: Uint8Array): Uint8Array {
  return writeAttribute(attributeOid.messageDigest, writeMessageDigest(digestBytes(digestName, content)))
}

function certificateAttribute({ certificate }: FakeHolder): Uint8Array {
  return writeAttribute(attributeOid.signingCertificateV2, writeSigningCertificateV2(certificate, 'sha256'))
}

function identifierOf({ certificate }: FakeHolder): SignerInfoContent['identifier'] {
  return { kind: 'issuer-serial', issuer: certificate.issuer.der, serial: certificate.serial }
}

function withUnsigned(file: Uint8Array, ...attributes: readonly Uint8Array[]): Uint8Array {
  return withUnsignedAttributes(messageIn(file), 0, attributes)
}

function tokenOver(imprint: Uint8Array): Uint8Array {
  return fakeTokenFor(clock, context.now - hour, 'sha256', imprint)
}

function stamped(file: Uint8Array): Uint8Array {
  const id = idIn(cadesRow, file)
  const imprint = sure(cadesRow.timestampImprint(file, id, 'sha256'), 'an imprint')
  return sure(cadesRow.withTimestamp(file, id, 'sha256', tokenOver(imprint)), 'B-T')
}

function archived(file: Uint8Array): Uint8Array {
  const id = idIn(cadesRow, file)
  const imprint = sure(cadesRow.archiveImprint(file, id, 'sha256', []), 'an imprint')
  return sure(cadesRow.withArchiveTimestamp(file, id, 'sha256', tokenOver(imprint), []), 'B-LTA')
}
