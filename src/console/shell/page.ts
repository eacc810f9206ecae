import type { ComponentType } from 'react'

/** The parts of the console that stand in its navigation, in its order. */
export const areas = [
  'work',
  'people',
  'organisation',
  'procedures',
  'trust',
  'gate',
  'record',
  'documents',
  'unit',
] as const

export type Area = (typeof areas)[number]

/** One page: its address below `/console`, and how it is fetched when somebody goes there. */
export interface Page {
  /** As `/cases/$case`; the first part without parameters of an area stands in the navigation. */
  readonly path: string
  /** The entry of the navigation that is marked; pages without one stand in none. */
  readonly area?: Area
  /** Who sees it: those who are signed in, or everybody in the frame for citizens. */
  readonly frame: 'office' | 'public' | 'bare'
  /** The module of the page; its export `Page` is shown. */
  readonly load: () => Promise<{ readonly Page: ComponentType }>
}
