export { folderVariable, runCommandLine } from './command-line.ts'
export { type ExitCode, exitCodes } from './exit.ts'
export type {
  CommandLinePorts,
  Founded,
  FoundOptions,
  Started,
  StartOptions,
  StoreReader,
} from './ports.ts'
export { profileFiles, type UnitFile, unitFileForm } from './profile.ts'
export { passphraseVariable, unitPassphraseVariable } from './secret.ts'
export { askHidden } from './terminal.ts'
