export { type Founding, type FoundingFault, foundingActs, foundingSpeaker, foundingSuites } from './acts.ts'
export { fakeFounding } from './fake-founding.ts'
