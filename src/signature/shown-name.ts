import { attributeType, type Certificate, nameText } from '#x509'

/** How people call the holder of a certificate: the common name, else the whole name. */
export function shownName({ subject }: Pick<Certificate, 'subject'>): string {
  const attributes = subject.rdns.toReversed().flat()
  return attributes.find(({ type }) => type === attributeType.commonName)?.value ?? nameText(subject)
}
