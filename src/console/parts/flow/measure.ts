import { useEffect, useMemo, useState } from 'react'
import type { Measure } from './sizes.ts'

/** The letters of `flow.module.css`. */
const fonts = { title: '600 14.4px', small: '12.48px' } as const

/** Measures texts as the browser draws them; once more when the letters for that have come. */
export function useMeasure(): Measure {
  const [loaded, setLoaded] = useState(document.fonts.status === 'loaded')
  useEffect(() => {
    let isShown = true
    void document.fonts.ready.then(() => isShown && setLoaded(true))
    return () => {
      isShown = false
    }
  }, [])
  return useMemo(() => measureWith(document.createElement('canvas').getContext('2d')), [loaded])
}

function measureWith(context: CanvasRenderingContext2D | null): Measure {
  const family = getComputedStyle(document.body).fontFamily
  const known = new Map<string, number>()
  return (text, letters) => {
    const key = `${letters} ${text}`
    const found = known.get(key)
    if (found !== undefined || context === null) return found ?? text.length * 7
    context.font = `${fonts[letters]} ${family}`
    const { width } = context.measureText(text)
    known.set(key, width)
    return width
  }
}
