import { documentPages } from '../documents/routes.tsx'
import { enrolPages } from '../enrol/routes.tsx'
import { gatePages } from '../gate/routes.tsx'
import { organisationPages } from '../organisation/routes.tsx'
import { peoplePages } from '../people/routes.tsx'
import { proceduresPages } from '../procedures/routes.tsx'
import { publicPages } from '../public/routes.tsx'
import { recordPages } from '../record/routes.tsx'
import { trustPages } from '../trust/routes.tsx'
import { unitPages } from '../unit/routes.tsx'
import { workPages } from '../work/routes.tsx'
import type { Page } from './page.ts'

/** Every page of the console. */
export const pages: readonly Page[] = [
  ...workPages,
  ...peoplePages,
  ...organisationPages,
  ...enrolPages,
  ...proceduresPages,
  ...recordPages,
  ...unitPages,
  ...documentPages,
  ...trustPages,
  ...gatePages,
  ...publicPages,
]
