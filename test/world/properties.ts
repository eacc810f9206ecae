import { alone } from './alone.ts'
import { forger } from './forger.ts'
import { freshness } from './freshness.ts'
import { hierarchy } from './hierarchy.ts'
import { order } from './order.ts'
import type { Property } from './property.ts'
import { record } from './record.ts'
import { removal } from './removal.ts'
import { rollover } from './rollover.ts'
import { visits } from './visits.ts'
import { withdrawal } from './withdrawal.ts'

export const properties: readonly Property[] = [
  order,
  alone,
  removal,
  hierarchy,
  withdrawal,
  visits,
  forger,
  record,
  rollover,
  freshness,
]
