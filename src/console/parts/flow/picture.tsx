import '@xyflow/react/dist/base.css'
import { ActionIcon, Tooltip } from '@mantine/core'
import { useElementSize, useReducedMotion } from '@mantine/hooks'
import { IconArrowsMaximize, IconZoomIn, IconZoomOut } from '@tabler/icons-react'
import { ReactFlow, type ReactFlowInstance, ReactFlowProvider, useReactFlow } from '@xyflow/react'
import { type ReactElement, type ReactNode, useEffect, useMemo, useState } from 'react'
import { type Spoken, useWords } from '../../words/words.tsx'
import classes from './flow.module.css'
import type { FlowWords } from './flow-words.ts'
import type { Layout } from './layout.ts'
import type { LiveStep } from './live.tsx'
import { useMeasure } from './measure.ts'
import { plainName } from './offices.ts'
import { cardSize, endSize, type Measure, pictureOf, startSize } from './sizes.ts'
import { type EdgeNode, EndCard, StartCard, StepCard, type StepData, type StepNode } from './step-card.tsx'
import { Arrow, type TieEdge, TieLine } from './tie-line.tsx'
import { backTiesOf, endId, type ShownProcedure, type ShownStep, startId, tiesOf } from './ties.ts'

const nodeTypes = { step: StepCard, start: StartCard, end: EndCard }
const edgeTypes = { tie: TieLine }

/** Letters below this part of their size are not read any more: one moves along a long picture instead. */
const zoomReadable = 0.8
const zoomMin = 0.25
const zoomMax = 1.5

/** Around the picture, and the height it gets at the most, in pixels. */
const margin = 20
const heightMax = 560

export interface PictureProps {
  readonly procedure: ShownProcedure
  readonly words: FlowWords
  readonly states?: Readonly<Record<string, LiveStep>> | undefined
  readonly selected?: string | undefined
  readonly onStep: (step: string) => void
  /** Stands below it, beside the buttons for its size. */
  readonly foot?: ReactNode
}

/** The steps of a procedure and what ties them, drawn from left to right. */
export function Picture(props: PictureProps): ReactElement {
  return (
    <ReactFlowProvider>
      <Drawing {...props} />
    </ReactFlowProvider>
  )
}

function Drawing(props: PictureProps): ReactElement {
  const { procedure, words } = props
  const { t } = useWords()
  const { ref, width } = useElementSize()
  const { setViewport } = useReactFlow()
  const measure = useMeasure()
  const [isReady, setReady] = useState(false)
  const { layout, cards } = useMemo(() => drawn(props, t, measure), [procedure, words, props.states, measure])
  const zoom = Math.min(1, Math.max(zoomReadable, (width - 2 * margin) / layout.width))
  const height = Math.min(heightMax, layout.height * zoom + 2 * margin)
  useEffect(() => {
    if (!isReady || width === 0) return
    const x = Math.max(margin, (width - layout.width * zoom) / 2)
    void setViewport({ x, y: Math.max(margin, (height - layout.height * zoom) / 2), zoom })
    // A step that changes its state moves nothing: whoever looks at a part goes on doing so.
  }, [isReady, width, zoom, height, layout.width, layout.height, setViewport])
  const see = useSight(layout, width, height)
  const nodes = useMemo(
    () => nodesOf(props, { layout, cards, measure }, t, see),
    [props, layout, cards, t, see],
  )
  const edges = useMemo(() => edgesOf(props, layout, t), [procedure, layout, t, words])
  return (
    <div className={classes.frame} role="group" aria-label={t('flow.drawing', { title: words.title })}>
      <Arrow />
      <div ref={ref} className={classes.canvas} style={{ height }}>
        <ReactFlow<StepNode | EdgeNode, TieEdge>
          nodes={nodes}
          edges={edges}
          nodeTypes={nodeTypes}
          edgeTypes={edgeTypes}
          onInit={(_instance: ReactFlowInstance<StepNode | EdgeNode, TieEdge>) => setReady(true)}
          minZoom={zoomMin}
          maxZoom={zoomMax}
          nodesDraggable={false}
          nodesConnectable={false}
          nodesFocusable={false}
          edgesFocusable={false}
          elementsSelectable={false}
          zoomOnScroll={false}
          zoomOnDoubleClick={false}
          preventScrolling={false}
          disableKeyboardA11y
          proOptions={{ hideAttribution: true }}
        />
      </div>
      <div className={classes.foot}>
        <div>{props.foot}</div>
        <Tools />
      </div>
    </div>
  )
}

function Tools(): ReactElement {
  const { t } = useWords()
  const { zoomIn, zoomOut, fitView } = useReactFlow()
  const tools = [
    { name: 'flow.zoom-out', Icon: IconZoomOut, act: () => void zoomOut() },
    { name: 'flow.zoom-in', Icon: IconZoomIn, act: () => void zoomIn() },
    {
      name: 'flow.zoom-fit',
      Icon: IconArrowsMaximize,
      act: () => void fitView({ padding: 0.05, maxZoom: 1 }),
    },
  ] as const
  return (
    <div className={classes.tools}>
      {tools.map(({ name, Icon, act }) => (
        <Tooltip key={name} label={t(name)}>
          <ActionIcon size="sm" variant="subtle" color="gray" onClick={act} aria-label={t(name)}>
            <Icon size={16} aria-hidden />
          </ActionIcon>
        </Tooltip>
      ))}
    </div>
  )
}

/** Brings a step into sight that the keyboard went to. */
function useSight(layout: Layout, width: number, height: number): (id: string) => void {
  const { getViewport, setCenter } = useReactFlow()
  const isStill = useReducedMotion()
  return useMemo(
    () => (id) => {
      const corner = layout.nodes.get(id)
      if (!corner) return
      const { x, y, zoom } = getViewport()
      const left = corner.x * zoom + x
      const top = corner.y * zoom + y
      const isSeen = left >= 0 && left + 200 * zoom <= width && top >= 0 && top + 80 * zoom <= height
      if (isSeen) return
      void setCenter(corner.x + 116, corner.y + 50, { zoom, duration: isStill ? 0 : 200 })
    },
    [layout, width, height, getViewport, setCenter, isStill],
  )
}

interface Drawn {
  readonly layout: Layout
  readonly cards: ReadonlyMap<string, Card>
  readonly measure: Measure
}

type Card = Pick<StepData, 'title' | 'who' | 'condition' | 'window' | 'glass'>

/** What stands on the cards, and where they stand by that. */
function drawn(
  { procedure, words, states }: PictureProps,
  t: Spoken['t'],
  measure: Measure,
): {
  readonly layout: Layout
  readonly cards: ReadonlyMap<string, Card>
} {
  const cards = new Map(procedure.steps.map((step) => [step.id, cardOf(step, words, t)]))
  const layout = pictureOf(procedure, (step) => {
    const live = states?.[step.id]
    const card = cards.get(step.id) ?? cardOf(step, words, t)
    return cardSize(card, live && { holder: live.executor !== undefined }, measure)
  })
  return { layout, cards }
}

function cardOf(step: ShownStep, words: FlowWords, t: Spoken['t']): Card {
  const window = words.window(step)
  return {
    title: words.step(step.id),
    who: words.who(step.by),
    glass: step.breakGlass !== undefined,
    ...(window !== undefined && { window }),
    ...(step.when && { condition: t('flow.when-short', { condition: words.condition(step.when) }) }),
  }
}

function nodesOf(
  { procedure, words, states, selected, onStep }: PictureProps,
  { layout, cards, measure }: Drawn,
  t: Spoken['t'],
  see: (id: string) => void,
): (StepNode | EdgeNode)[] {
  const at = (id: string) => layout.nodes.get(id) ?? { x: 0, y: 0 }
  const fixed = { draggable: false, connectable: false, selectable: false } as const
  const steps = procedure.steps.map((step, place): StepNode => {
    const live = states?.[step.id]
    const card = cards.get(step.id) ?? cardOf(step, words, t)
    const size = cardSize(card, live && { holder: live.executor !== undefined }, measure)
    return {
      ...{ id: step.id, type: 'step', position: at(step.id), ...size, ...fixed },
      data: {
        ...{ id: step.id, number: place + 1, ...card },
        ...{ isSelected: selected === step.id, ...(live && { live }) },
        onPress: () => onStep(step.id),
        onFocus: () => see(step.id),
      },
    }
  })
  return [
    {
      ...{ id: startId, type: 'start', position: at(startId), ...startSize, ...fixed },
      data: { label: t('flow.start'), who: words.who(procedure.openedBy) },
    },
    ...steps,
    {
      ...{ id: endId, type: 'end', position: at(endId), ...endSize, ...fixed },
      data: { label: t('flow.end') },
    },
  ]
}

const plainKinds: readonly string[] = ['after', 'start', 'end']

function edgesOf({ procedure }: PictureProps, layout: Layout, t: Spoken['t']): TieEdge[] {
  const points = (id: string) => layout.lines.get(id) ?? []
  const ties = tiesOf(procedure).map(({ id, kind, from, to }): TieEdge => {
    const label = plainKinds.includes(kind) ? {} : { label: t(`flow.legend-${kind}`) }
    return { id, type: 'tie', source: from, target: to, data: { kind, points: points(id), ...label } }
  })
  const back = backTiesOf(procedure).map(({ id, from, to, rounds, loop }): TieEdge => {
    const { when } = loop
    const outcome = when.kind === 'is' || when.kind === 'is-not' ? plainName(when.outcome) : '…'
    const label = t('flow.back-short', { outcome, rounds })
    return { id, type: 'tie', source: from, target: to, data: { kind: 'back', points: points(id), label } }
  })
  return [...ties, ...back]
}
