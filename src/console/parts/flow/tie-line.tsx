import { BaseEdge, type Edge, EdgeLabelRenderer, type EdgeProps } from '@xyflow/react'
import type { ReactElement } from 'react'
import classes from './flow.module.css'
import type { Point } from './layout.ts'
import type { TieKind } from './ties.ts'

/** What a line shows. */
export interface TieData extends Record<string, unknown> {
  readonly kind: TieKind | 'back'
  readonly points: readonly Point[]
  /** In words, where the line is another than the plain one. */
  readonly label?: string
}

export type TieEdge = Edge<TieData, 'tie'>

/** Corners of lines that lead back are rounded by this, in pixels. */
const cornerPixels = 12

const undirected: readonly TieData['kind'][] = ['excludes', 'together']

/** A line between two steps. */
export function TieLine({ id, data }: EdgeProps<TieEdge>): ReactElement | undefined {
  if (!data) return undefined
  const { kind, points, label } = data
  const middle = labelPlace(points, kind)
  return (
    <>
      <BaseEdge
        id={id}
        path={kind === 'back' ? angular(points) : curved(points)}
        className={classes.tie}
        data-kind={kind}
        {...(!undirected.includes(kind) && { markerEnd: 'url(#flow-arrow)' })}
      />
      {label !== undefined && (
        <EdgeLabelRenderer>
          <span
            className={classes.label}
            data-kind={kind}
            style={{ transform: `translate(-50%, -50%) translate(${middle.x}px, ${middle.y}px)` }}
          >
            {label}
          </span>
        </EdgeLabelRenderer>
      )}
    </>
  )
}

/** The tip of a line, in its own colour. */
export function Arrow(): ReactElement {
  return (
    <svg className={classes.defs} aria-hidden>
      <defs>
        <marker
          id="flow-arrow"
          viewBox="0 0 8 8"
          refX="7.4"
          refY="4"
          markerWidth="7"
          markerHeight="7"
          orient="auto"
        >
          <path d="M0.5 0.8 L7.4 4 L0.5 7.2 Z" fill="context-stroke" />
        </marker>
      </defs>
    </svg>
  )
}

/** Level through columns, bent between them. */
function curved(points: readonly Point[]): string {
  return points
    .map(({ x, y }, at) => {
      const before = points[at - 1]
      if (!before) return `M${x} ${y}`
      if (before.y === y || before.x === x) return `L${x} ${y}`
      const middle = (before.x + x) / 2
      return `C${middle} ${before.y} ${middle} ${y} ${x} ${y}`
    })
    .join(' ')
}

/** Straight with round corners. */
function angular(points: readonly Point[]): string {
  return points
    .map((point, at) => {
      const before = points[at - 1]
      const next = points[at + 1]
      if (!before) return `M${point.x} ${point.y}`
      if (!next) return `L${point.x} ${point.y}`
      const entry = towards(point, before)
      const exit = towards(point, next)
      return `L${entry.x} ${entry.y} Q${point.x} ${point.y} ${exit.x} ${exit.y}`
    })
    .join(' ')
}

function towards(from: Point, to: Point): Point {
  const length = Math.hypot(to.x - from.x, to.y - from.y)
  const part = length === 0 ? 0 : Math.min(cornerPixels, length / 2) / length
  return { x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part }
}

/** The middle of the level part below for lines that lead back; else before the end of the line. */
function labelPlace(points: readonly Point[], kind: TieData['kind']): Point {
  const [first, last] = kind === 'back' ? [points[1], points[2]] : [points.at(-2), points.at(-1)]
  if (!first || !last) return { x: 0, y: 0 }
  return { x: (first.x + last.x) / 2, y: (first.y + last.y) / 2 }
}
