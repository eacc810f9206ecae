import { ActionIcon, Group } from '@mantine/core'
import { IconFocusCentered, IconMinus, IconPlus } from '@tabler/icons-react'
import { type ReactElement, useEffect, useMemo, useRef, useState } from 'react'
import Sigma from 'sigma'
import { useWords } from '../words/words.tsx'
import { type Colours, coloursOf } from './map-colours.ts'
import { type AgreementEdge, addMarked, type MapGraph, mapGraph, type UnitNode } from './map-graph.ts'
import { drawHover, drawLabel } from './map-labels.ts'
import type { Marks } from './map-marks.ts'
import type { Mesh } from './told.ts'
import classes from './trust.module.css'

/** Beyond so many agreements the lines are left out while the map moves, so that it stays fluid. */
const movingEdgesMax = 1_500

/** Names of so few units are all shown, and their lines drawn thick. */
const fewUnits = 80

type MapSigma = Sigma<UnitNode, AgreementEdge>

/** The map of units, drawn by WebGL. What it shows stands in the table as well. */
export function MapCanvas(props: {
  readonly mesh: Mesh
  readonly marks: Marks
  readonly onChoose: (key: string) => void
  readonly onBroken: () => void
}): ReactElement {
  const { mesh, marks, onChoose, onBroken } = props
  const { t } = useWords()
  const frame = useRef<HTMLDivElement>(null)
  const [map, setMap] = useState<MapSigma>()
  const choose = useRef(onChoose)
  choose.current = onChoose
  const shown = useRef(marks)
  shown.current = marks
  const drawn = useMemo(() => mapGraph(mesh, Date.parse(mesh.at)), [mesh])

  useEffect(() => {
    if (frame.current === null) return undefined
    const begun = beginMap(frame.current, drawn, shown)
    if (begun === undefined) {
      onBroken()
      return undefined
    }
    begun.on('clickNode', ({ node }) => choose.current(node))
    setMap(begun)
    return () => {
      setMap(undefined)
      begun.kill()
    }
  }, [drawn, onBroken])

  useEffect(() => {
    if (map === undefined) return
    addMarked(drawn.graph, mesh, marks)
    map.refresh()
  }, [map, marks, mesh, drawn])

  return (
    <div className={classes.mapFrame}>
      <div
        ref={frame}
        className={classes.map}
        role="img"
        aria-label={t('trust.map-is', { units: mesh.units.length, agreements: mesh.agreements.length })}
      />
      <MapButtons map={map} />
    </div>
  )
}

function MapButtons({ map }: { readonly map: MapSigma | undefined }): ReactElement {
  const { t } = useWords()
  const duration = matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 200
  const buttons = [
    { name: 'trust.closer', Icon: IconPlus, act: () => map?.getCamera().animatedZoom({ duration }) },
    { name: 'trust.further', Icon: IconMinus, act: () => map?.getCamera().animatedUnzoom({ duration }) },
    { name: 'trust.whole', Icon: IconFocusCentered, act: () => map?.getCamera().animatedReset({ duration }) },
  ]
  return (
    <Group gap={4} className={classes.mapButtons ?? ''}>
      {buttons.map(({ name, Icon, act }) => (
        <ActionIcon
          key={name}
          variant="default"
          aria-label={t(name)}
          title={t(name)}
          onClick={() => void act()}
        >
          <Icon size={16} aria-hidden />
        </ActionIcon>
      ))}
    </Group>
  )
}

/** `undefined` where the browser has no WebGL. */
function beginMap(
  frame: HTMLElement,
  { graph, rings, reach }: MapGraph,
  shown: { readonly current: Marks },
): MapSigma | undefined {
  let colours: Colours = coloursOf(frame)
  const isMany = graph.order > fewUnits
  const showing = (): Showing => ({ marks: shown.current, colours, isMany })
  try {
    const map: MapSigma = new Sigma<UnitNode, AgreementEdge>(graph, frame, {
      allowInvalidContainer: true,
      hideEdgesOnMove: graph.size > movingEdgesMax,
      minEdgeThickness: 0.6,
      labelDensity: 0.6,
      labelRenderedSizeThreshold: graph.order > 800 ? 7 : 4,
      labelFont: 'Inter Variable, PingFang SC, Microsoft YaHei, Noto Sans SC Variable, system-ui, sans-serif',
      labelSize: 12,
      stagePadding: graph.order > fewUnits ? 30 : 50,
      zIndex: true,
      defaultEdgeType: graph.size > movingEdgesMax ? 'line' : 'arrow',
      minCameraRatio: 0.02,
      maxCameraRatio: 3,
      defaultDrawNodeLabel: (context, data, settings) => drawLabel(context, data, settings, colours),
      defaultDrawNodeHover: (context, data, settings) => drawHover(context, data, settings, colours),
      nodeReducer: (key, node) => nodeShown(key, node, showing()),
      edgeReducer: (key, edge) => edgeShown(key, edge, showing()),
    })
    map.setCustomBBox({ x: [-reach, reach], y: [-reach, reach] })
    const circles = map.createLayer<HTMLCanvasElement>('rings', 'canvas', { beforeLayer: 'edges' })
    map.on('afterRender', () => drawRings(map, circles, rings, colours.ring))
    map.refresh()
    // The scheme of colours changes with an attribute of the page.
    const watch = new MutationObserver(() => {
      colours = coloursOf(frame)
      map.refresh({ skipIndexation: true })
    })
    watch.observe(document.documentElement, { attributeFilter: ['data-mantine-color-scheme'] })
    map.once('kill', () => watch.disconnect())
    return map
  } catch {
    // Without WebGL there is no map; the table says the same.
    return undefined
  }
}

/** What is marked, in which colours, and whether there are too many to show all names. */
interface Showing {
  readonly marks: Marks
  readonly colours: Colours
  readonly isMany: boolean
}

function nodeShown(key: string, { standing, ...node }: UnitNode, { marks, colours, isMany }: Showing) {
  const isMarked = marks.units.has(key)
  const isDimmed = marks.to !== undefined && !isMarked
  return {
    ...node,
    color: isDimmed ? colours.dimmed : colours.standing[standing],
    forceLabel: isMarked || standing === 'own',
    highlighted: key === marks.to || (key === marks.from && marks.to !== undefined),
    zIndex: isMarked ? 2 : standing === 'own' ? 1 : 0,
    ...(isDimmed && isMany && standing !== 'own' && { label: null }),
  }
}

function edgeShown(
  key: string,
  { isValid, isOwn, ...edge }: AgreementEdge,
  { marks, colours, isMany }: Showing,
) {
  if (marks.agreements.has(key)) return { ...edge, size: 3, color: colours.path, zIndex: 1 }
  if (marks.to !== undefined || (isMany && !isOwn)) return { ...edge, color: colours.faint, zIndex: 0 }
  return { ...edge, color: isValid ? colours.line : colours.over, zIndex: 0 }
}

/** Circles behind the units, one for each agreement further away. */
function drawRings(map: MapSigma, canvas: HTMLCanvasElement, rings: readonly number[], colour: string): void {
  const context = canvas.getContext('2d')
  if (!context) return
  const { width, height } = map.getDimensions()
  const ratio = window.devicePixelRatio
  if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
    canvas.width = Math.round(width * ratio)
    canvas.height = Math.round(height * ratio)
    canvas.style.width = `${width}px`
    canvas.style.height = `${height}px`
  }
  context.setTransform(ratio, 0, 0, ratio, 0, 0)
  context.clearRect(0, 0, width, height)
  const centre = map.graphToViewport({ x: 0, y: 0 })
  context.strokeStyle = colour
  for (const ring of rings) {
    const edge = map.graphToViewport({ x: ring, y: 0 })
    context.beginPath()
    context.arc(centre.x, centre.y, Math.hypot(edge.x - centre.x, edge.y - centre.y), 0, 2 * Math.PI)
    context.stroke()
  }
}
