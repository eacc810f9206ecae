export { type Language, languages } from './language.ts'
