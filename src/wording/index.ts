export { chineseActLabels } from './act-labels.ts'
export { tellEvent } from './events.ts'
export { type ActForm, actForms } from './forms.ts'
export { type Language, languages, type Wording } from './language.ts'
