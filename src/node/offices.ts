import { fileURLToPath } from 'node:url'
import type { Office } from '#organization'

/** Where the shipped procedures lie. */
export const foundingProceduresFolder = fileURLToPath(new URL('../../procedures', import.meta.url))

/** The offices that the shipped procedures name; further ones are established by act. */
export const foundingOffices: readonly Office[] = [
  { office: 'chief-information-officer', title: 'Chief Information Officer', layer: 'decision' },
  { office: 'security-manager', title: 'Security Manager', layer: 'management' },
  { office: 'auditor', title: 'Auditor', layer: 'management' },
  { office: 'registrar', title: 'Registrar', layer: 'execution' },
  { office: 'operator', title: 'Operator', layer: 'execution' },
]
