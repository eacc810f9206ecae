import { SegmentedControl, Text } from '@mantine/core'
import { lazy, type ReactElement, Suspense, useCallback, useMemo, useState } from 'react'
import { useAddress } from '../parts/address.ts'
import { Failed } from '../parts/failed.tsx'
import { Waiting } from '../parts/waiting.tsx'
import { useAnswer } from '../wire/answer.ts'
import { useFormats } from '../words/formats.ts'
import { useWords } from '../words/words.tsx'
import { linesMax, marksOf } from './map-marks.ts'
import { PathPanel } from './path-panel.tsx'
import type { Standing } from './standing.ts'
import type { Mesh, PathAnswer } from './told.ts'
import classes from './trust.module.css'
import { TrustHead } from './trust-head.tsx'
import { UnitsTable } from './units-table.tsx'

const MapCanvas = lazy(async () => ({ default: (await import('./map-canvas.tsx')).MapCanvas }))

/** Whether this browser draws by WebGL. */
function drawsMaps(): boolean {
  const canvas = document.createElement('canvas')
  return canvas.getContext('webgl2') !== null || canvas.getContext('webgl') !== null
}

/** The end of a path that the next unit chosen is taken for. */
export type Slot = 'from' | 'to'

/** The map of units and agreements, and the path between two of them. */
export function Page(): ReactElement {
  const { t } = useWords()
  const { number } = useFormats()
  const { values, set } = useAddress()
  const mesh = useAnswer<Mesh>('/mesh', {}, { isCalm: true })
  const [slot, setSlot] = useState<Slot>('to')
  const [isDrawn, setDrawn] = useState(drawsMaps)
  const { from, to, purpose = 'client', grade = 'basic', shown = 'map' } = values
  const path = useAnswer<PathAnswer>(
    '/trust/path',
    { from, to, purpose, grade },
    { enabled: to !== undefined && to !== from, isCalm: true },
  )
  const own = mesh.data?.units[0]?.key
  const begin = from ?? own
  const found = path.data
  const steps = useMemo(() => (found?.answer === 'found' ? found.path : []), [found])
  const marks = useMemo(() => marksOf(begin, to, steps), [begin, to, steps])
  const choose = useCallback(
    (key: string) => {
      if (slot === 'from') set({ from: key === own ? undefined : key })
      else set({ to: key === begin ? undefined : key })
      setSlot('to')
    },
    [slot, own, begin, set],
  )
  const lose = useCallback(() => setDrawn(false), [])
  const isTable = shown === 'table' || !isDrawn
  return (
    <>
      <TrustHead title={t('trust.title')} lead={t('trust.lead')} />
      {mesh.error && <Failed problem={mesh.error} retry={() => void mesh.refetch()} />}
      {mesh.isPending && <Waiting rows={8} />}
      {mesh.data && (
        <div className={classes.columns}>
          <div>
            {isDrawn ? (
              <SegmentedControl
                size="xs"
                mb="xs"
                aria-label={t('trust.shown-as')}
                value={shown}
                onChange={(value) => set({ shown: value === 'map' ? undefined : value })}
                data={[
                  { value: 'map', label: t('trust.as-map') },
                  { value: 'table', label: t('trust.as-table') },
                ]}
              />
            ) : (
              <Text size="sm" c="dimmed" mb="xs" role="note">
                {t('trust.no-webgl')}
              </Text>
            )}
            {isTable ? (
              <UnitsTable mesh={mesh.data} onChoose={(key, end) => set({ [end]: key })} />
            ) : (
              <>
                <Suspense fallback={<div className={classes.mapFrame} />}>
                  <MapCanvas mesh={mesh.data} marks={marks} onChoose={choose} onBroken={lose} />
                </Suspense>
                <Legend />
              </>
            )}
            {!isTable && mesh.data.agreements.length > linesMax && (
              <Text size="sm" c="dimmed" mt="xs">
                {t('trust.lines-left-out', { count: number(mesh.data.agreements.length) })}
              </Text>
            )}
            {mesh.data.known.units > mesh.data.units.length && (
              <Text size="sm" c="dimmed" mt="xs">
                {t('trust.nearest', {
                  shown: number(mesh.data.units.length),
                  known: number(mesh.data.known.units),
                })}
              </Text>
            )}
          </div>
          <PathPanel
            mesh={mesh.data}
            ends={{ from: begin, to }}
            asked={{ purpose, grade }}
            slot={slot}
            onSlot={setSlot}
            onSet={set}
            answer={path.data}
            problem={path.error}
            isPending={to !== undefined && path.isPending}
          />
        </div>
      )}
    </>
  )
}

const standings: readonly Standing[] = ['own', 'heard', 'over', 'unheard']

function Legend(): ReactElement {
  const { t } = useWords()
  return (
    <div className={classes.legend}>
      {standings.map((standing) => (
        <span key={standing} data-standing={standing}>
          {t(`trust.standing-${standing}`)}
        </span>
      ))}
      <span className={classes.legendNote}>{t('trust.rings')}</span>
    </div>
  )
}
