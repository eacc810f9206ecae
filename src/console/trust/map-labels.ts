import type { Settings } from 'sigma/settings'
import type { NodeDisplayData, PartialButFor } from 'sigma/types'
import type { Colours } from './map-colours.ts'

type Drawn = PartialButFor<NodeDisplayData, 'x' | 'y' | 'size' | 'label' | 'color'>

/** From the dot to its name, in pixels. */
const labelGap = 4

/** The name beside a unit's dot, on a halo of the ground, so that lines below do not cut it. */
export function drawLabel(
  context: CanvasRenderingContext2D,
  { label, x, y, size }: Drawn,
  { labelFont, labelSize }: Pick<Settings, 'labelFont' | 'labelSize'>,
  { text, ground }: Colours,
): void {
  if (!label) return
  context.font = `550 ${labelSize}px ${labelFont}`
  context.lineWidth = 3
  context.lineJoin = 'round'
  context.strokeStyle = ground
  context.strokeText(label, x + size + labelGap, y + labelSize / 3)
  context.fillStyle = text
  context.fillText(label, x + size + labelGap, y + labelSize / 3)
}

/** A ring around a unit that is pointed at or chosen, with its name. */
export function drawHover(
  context: CanvasRenderingContext2D,
  node: Drawn,
  settings: Pick<Settings, 'labelFont' | 'labelSize'>,
  colours: Colours,
): void {
  const { x, y, size } = node
  context.beginPath()
  context.arc(x, y, size + 4, 0, 2 * Math.PI)
  context.lineWidth = 2
  context.strokeStyle = colours.path
  context.fillStyle = colours.ground
  context.fill()
  context.stroke()
  context.beginPath()
  context.arc(x, y, size, 0, 2 * Math.PI)
  context.fillStyle = node.color
  context.fill()
  drawLabel(context, node, settings, colours)
}
