export type {
  AuthorityClaim,
  CarriedTimestamp,
  CertificateReference,
  Evidence,
  SignatureClaims,
  SignatureForm,
  SignatureObject,
  SignedContent,
  Unprotected,
} from './object.ts'
