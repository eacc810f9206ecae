import type { Standing } from './standing.ts'

/** What the map is drawn in, from the scheme that is shown. */
export interface Colours {
  readonly standing: Readonly<Record<Standing, string>>
  readonly dimmed: string
  readonly line: string
  readonly faint: string
  /** Of agreements that are not valid now. */
  readonly over: string
  readonly path: string
  /** Of the circles behind the units. */
  readonly ring: string
  readonly text: string
  readonly ground: string
}

/** The colours as the style sheets have them at an element of the page. */
export function coloursOf(element: Element): Colours {
  const style = getComputedStyle(element)
  const colour = (name: string): string => style.getPropertyValue(name).trim()
  return {
    standing: {
      own: colour('--calm'),
      heard: colour('--map-heard'),
      over: colour('--bad'),
      unheard: colour('--map-unheard'),
    },
    dimmed: colour('--map-dimmed'),
    line: colour('--map-line'),
    faint: colour('--map-faint'),
    over: colour('--map-over'),
    path: colour('--calm'),
    ring: colour('--map-ring'),
    text: colour('--mantine-color-text'),
    ground: colour('--mantine-color-body'),
  }
}
