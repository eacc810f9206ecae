export {
  type DigestAlgorithm,
  type DigestName,
  digestBytes,
  digestNamed,
  digestOfAlgorithm,
  type RunningDigest,
  runningDigest,
} from './digest.ts'
export { inheritDsaParameters } from './dsa.ts'
export {
  type Envelope,
  type EnvelopeFault,
  type EnvelopeSignature,
  envelopePayload,
  parseEnvelope,
  signEnvelope,
  verifyEnvelope,
} from './dsse.ts'
export { derEcdsaSignature, rawEcdsaSignature } from './ecdsa.ts'
export { type ImportFault, importPrivateKey } from './import.ts'
export {
  type Jwk,
  type JwsFault,
  type JwsHeader,
  publicJwk,
  signJws,
  type VerifiedJws,
  verifyJws,
} from './jws.ts'
export { type KdfStrength, type KeyFileFault, openKey, sealKey } from './key-file.ts'
export { type AlgorithmPolicy, insecureDsaForConformance, type KeyType } from './key-type.ts'
export { PrivateKey, type PrivateKeyFault, type Signer } from './private-key.ts'
export {
  type PublicKey,
  type PublicKeyFault,
  parsePublicKey,
  thumbprintOf,
  verifySignature,
} from './public-key.ts'
export { PublicKeyCache } from './public-key-cache.ts'
export { type Random, randomToken, systemRandom } from './random.ts'
export { digestForSuite, suiteOfSignerInfo } from './signer-suite.ts'
export { isAnyObject, type JsonObject, strictJson } from './strict-json.ts'
export {
  documentSuite,
  jwsAlgorithms,
  type Suite,
  type SuiteName,
  suiteNamed,
  suiteOfAlgorithm,
  suiteOfJws,
  type UnitSuiteName,
  unitSuiteNames,
} from './suite.ts'
