export { type Founding, type FoundingFault, foundingActs, foundingSpeaker, foundingSuites } from './acts.ts'
