export type { DirectoryFault } from './fault.ts'
export { directoryQueries } from './queries.ts'
export { prepareDirectory } from './roll.ts'
