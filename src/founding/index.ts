export { type Founding, type FoundingFault, foundingActs, foundingSpeaker } from './acts.ts'
