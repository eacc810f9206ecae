export {
  type Founding,
  type FoundingFault,
  founderGrade,
  foundingActs,
  foundingSpeaker,
  foundingSuites,
} from './acts.ts'
export { fakeFounding } from './fake-founding.ts'
