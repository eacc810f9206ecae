export { runCommandLine } from './command-line.ts'
export type { ExitCode } from './exit.ts'
export type {
  CommandLinePorts,
  Founded,
  FoundOptions,
  Started,
  StartOptions,
  StoreReader,
} from './ports.ts'
export { unitPassphraseVariable } from './secret.ts'
export { askHidden, askShown } from './terminal.ts'
