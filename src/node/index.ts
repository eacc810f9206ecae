export { Bundles } from './bundles.ts'
export {
  type Configuration,
  configurationFile,
  readConfiguration,
} from './configuration.ts'
export { constitution, unitOf } from './constitution.ts'
export { openRecordCopy, type RecordCopy } from './copy.ts'
export { Duties, ownKeysOf } from './duties.ts'
export { type FoundedUnit, type FoundingWish, foundUnit } from './found.ts'
export { readOrMissing } from './keyring.ts'
export { type OpenUnit, openUnit } from './open.ts'
export { signAct } from './sign.ts'
export { type RunningNode, type StartFault, startNode } from './start.ts'
export { type NodeFault, tellNodeFault } from './words.ts'
