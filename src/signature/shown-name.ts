import { attributeType, type Certificate, certificateSubject, nameText } from '#x509'

/**
 * How people call the holder of a certificate: the common name, else the whole name. A service is called by
 * the unit it is of, too: every unit has a seal, and what it is called says nothing of whose it is.
 */
export function shownName(certificate: Certificate): string {
  const { subject } = certificate
  const attributes = subject.rdns.toReversed().flat()
  const valueOf = (wanted: string): string | undefined =>
    attributes.find(({ type }) => type === wanted)?.value
  const common = valueOf(attributeType.commonName)
  if (common === undefined) return nameText(subject)
  const unit = valueOf(attributeType.organization)
  const named = certificateSubject(certificate)
  return unit !== undefined && named.ok && named.value.kind === 'service' ? `${unit} (${common})` : common
}
