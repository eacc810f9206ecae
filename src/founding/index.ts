export {
  type Founding,
  type FoundingFault,
  founderGrade,
  foundingActs,
  foundingSpeaker,
  foundingSuites,
} from './acts.ts'
export { type FoundingAct, foundingInActs } from './division.ts'
export { fakeFoundingActs } from './fake-founding.ts'
