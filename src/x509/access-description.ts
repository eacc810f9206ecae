import { type DerReader, objectIdentifier, sequence } from '#der'
import { type GeneralName, readGeneralName, writeGeneralName } from './general-name.ts'

/**
 * AccessDescription (RFC 5280 §4.2.2.1, §4.2.2.2): where something about the issuer or the subject is said to
 * be. Nothing is fetched from it: it is data of whoever signed the certificate.
 */
export interface AccessDescription {
  /** Dotted object identifier. */
  readonly method: string
  readonly location: GeneralName
}

/** Reads AuthorityInfoAccess or SubjectInfoAccess in place: at least one. */
export function readAccess(reader: DerReader): readonly AccessDescription[] {
  return reader.sequence(readEach)
}

function readEach(reader: DerReader): readonly AccessDescription[] {
  return reader.listOfSome(readDescription)
}

function readDescription(reader: DerReader): AccessDescription {
  return reader.sequence(readContent)
}

function readContent(reader: DerReader): AccessDescription {
  return { method: reader.objectIdentifier(), location: readGeneralName(reader) }
}

export function writeAccess(descriptions: readonly AccessDescription[]): Uint8Array {
  return sequence(
    ...descriptions.map(({ method, location }) => {
      return sequence(objectIdentifier(method), writeGeneralName(location))
    }),
  )
}
