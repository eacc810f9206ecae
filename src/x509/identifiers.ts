/**
 * Where the object identifiers of this program's own begin: an arc under a UUID (X.667), which nobody has to
 * be asked for. `.1` holds the grades as certificate policies, `.2` extensions, `.3` the attributes of
 * signatures, `.4` the policies of time-stamps, `.5` purposes of keys.
 */
export const chanceryArc = '2.25.59702183151221329218532031926776875072'

/** The object identifiers that certificates are made of, by the names RFC 5280 gives them. */
export const attributeType = {
  commonName: '2.5.4.3',
  serialNumber: '2.5.4.5',
  country: '2.5.4.6',
  locality: '2.5.4.7',
  stateOrProvince: '2.5.4.8',
  street: '2.5.4.9',
  organization: '2.5.4.10',
  organizationalUnit: '2.5.4.11',
  userId: '0.9.2342.19200300.100.1.1',
  domainComponent: '0.9.2342.19200300.100.1.25',
  emailAddress: '1.2.840.113549.1.9.1',
} as const

/** Extensions of certificates, lists and list entries (RFC 5280 §4.2, §5.2, §5.3). */
export const extensionType = {
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  issuerAltName: '2.5.29.18',
  basicConstraints: '2.5.29.19',
  crlNumber: '2.5.29.20',
  reasonCode: '2.5.29.21',
  invalidityDate: '2.5.29.24',
  deltaCrlIndicator: '2.5.29.27',
  issuingDistributionPoint: '2.5.29.28',
  certificateIssuer: '2.5.29.29',
  nameConstraints: '2.5.29.30',
  crlDistributionPoints: '2.5.29.31',
  certificatePolicies: '2.5.29.32',
  policyMappings: '2.5.29.33',
  authorityKeyIdentifier: '2.5.29.35',
  policyConstraints: '2.5.29.36',
  extendedKeyUsage: '2.5.29.37',
  freshestCrl: '2.5.29.46',
  inhibitAnyPolicy: '2.5.29.54',
  authorityInfoAccess: '1.3.6.1.5.5.7.1.1',
  subjectInfoAccess: '1.3.6.1.5.5.7.1.11',
  agreementTerms: `${chanceryArc}.2.1`,
} as const

/** The policy that stands for every policy (RFC 5280 §4.2.1.4). */
export const anyPolicy = '2.5.29.32.0'

/** Purposes of an extended key usage (RFC 5280 §4.2.1.12, RFC 9336 §3.1, and one of this program's own). */
export const keyPurpose = {
  any: '2.5.29.37.0',
  serverAuth: '1.3.6.1.5.5.7.3.1',
  clientAuth: '1.3.6.1.5.5.7.3.2',
  emailProtection: '1.3.6.1.5.5.7.3.4',
  timeStamping: '1.3.6.1.5.5.7.3.8',
  documentSigning: '1.3.6.1.5.5.7.3.36',
  /** Signing the heads of a unit's logs, and nothing else. */
  recordSigning: `${chanceryArc}.5.1`,
} as const

/** Methods of a subject information access (RFC 5280 §4.2.2.2). */
export const accessMethod = {
  /** Where an authority publishes what it has issued. */
  authorityRepository: '1.3.6.1.5.5.7.48.5',
} as const

/** The attribute of a certificate request that holds extensions (RFC 2985 §5.4.2). */
export const extensionRequest = '1.2.840.113549.1.9.14'
