/**
 * The label of each unit that has one: a hash table with open addressing. It grows with what a search
 * reaches, so that a question that reaches little costs little in a mesh of any size.
 */
export interface LabelIndex {
  /** The unit in each slot, plus 1; 0 where there is none. */
  units: Int32Array
  labels: Int32Array
  /** By how much a hash of 32 bits is shifted to become a slot. */
  shift: number
  size: number
}

/** Most questions reach less than half of so many units. */
const slotBitsMin = 7

/** 2³² divided by the golden ratio spreads numbers that stand close together (Knuth, TAOCP 3, §6.4). */
const spread = 0x9e3779b1

export function newLabelIndex(): LabelIndex {
  return withSlots(slotBitsMin)
}

/** The label of a unit, or 0. */
export function labelIn(index: LabelIndex, unit: number): number {
  return index.labels[slotOf(index, unit)] ?? 0
}

export function setLabel(index: LabelIndex, unit: number, label: number): void {
  const slot = slotOf(index, unit)
  index.labels[slot] = label
  if (index.units[slot] !== 0) return
  index.units[slot] = unit + 1
  index.size += 1
  if (index.size * 2 > index.units.length) grow(index)
}

/** Where a unit is, or would be. */
function slotOf({ units, shift }: LabelIndex, unit: number): number {
  const last = units.length - 1
  let slot = Math.imul(unit, spread) >>> shift
  for (;;) {
    const there = units[slot]
    if (there === 0 || there === unit + 1) return slot
    slot = (slot + 1) & last
  }
}

function withSlots(bits: number): LabelIndex {
  const slots = 2 ** bits
  return { units: new Int32Array(slots), labels: new Int32Array(slots), shift: 32 - bits, size: 0 }
}

function grow(index: LabelIndex): void {
  const wider = withSlots(32 - index.shift + 1)
  for (const [slot, unit] of index.units.entries()) {
    if (unit !== 0) setLabel(wider, unit - 1, index.labels[slot] ?? 0)
  }
  Object.assign(index, wider)
}
