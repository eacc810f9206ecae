import { order } from './order.ts'
import type { Property } from './property.ts'

export const properties: readonly Property[] = [order]
