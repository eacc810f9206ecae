export { tellEvent } from './events.ts'
export { type Language, languages, type Wording } from './language.ts'
