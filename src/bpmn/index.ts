export type { BpmnFault, BpmnNote, ElementName } from './fault.ts'
export { type BpmnProcedure, readBpmn } from './read.ts'
export { xmlBytesMax } from './scan.ts'
export { writeBpmn } from './write.ts'
