import { Button, Group } from '@mantine/core'
import { type ReactElement, useMemo } from 'react'
import { Empty } from '../parts/empty.tsx'
import { useNow } from '../parts/now.ts'
import { State } from '../parts/state.tsx'
import type { Column } from '../parts/table/column.ts'
import { DataTable } from '../parts/table/data-table.tsx'
import { useFormats } from '../words/formats.ts'
import { useWords } from '../words/words.tsx'
import type { Slot } from './map-page.tsx'
import { calledOf, degreesOf, type Standing, standingOf, toneOf } from './standing.ts'
import type { Mesh, MeshUnit } from './told.ts'
import classes from './trust.module.css'
import { UnitLink } from './unit-link.tsx'

interface Row extends MeshUnit {
  readonly standing: Standing
  readonly signed: number
  readonly named: number
}

/** The same units as on the map, for whoever reads by keyboard or ear. */
export function UnitsTable(props: {
  readonly mesh: Mesh
  readonly onChoose: (key: string, slot: Slot) => void
}): ReactElement {
  const { mesh, onChoose } = props
  const { t, language } = useWords()
  const { ago } = useFormats()
  const now = useNow(false)
  const rows = useMemo((): readonly Row[] => {
    const { signed, named } = degreesOf(mesh)
    return mesh.units.map((unit, place) => ({
      ...unit,
      standing: standingOf(unit, place, now),
      signed: signed[place] ?? 0,
      named: named[place] ?? 0,
    }))
  }, [mesh, now])
  // biome-ignore lint/correctness/useExhaustiveDependencies: the words change with the language alone
  const columns = useMemo(
    (): readonly Column<Row>[] => [
      {
        id: 'unit',
        title: t('trust.unit'),
        value: ({ name, unit }) => `${name ?? ''} ${unit}`.trim(),
        cell: (row) => <UnitLink of={row.key} called={calledOf(row)} unit={row.unit} />,
        width: '2fr',
      },
      {
        id: 'distance',
        title: t('trust.distance'),
        value: ({ distance }) => distance ?? 99,
        cell: ({ distance }) =>
          distance === undefined ? t('trust.no-way') : t('trust.distance-of', { distance }),
        width: '1fr',
      },
      {
        id: 'standing',
        title: t('trust.bundle'),
        value: ({ standing }) => standing,
        cell: ({ standing, bundle }) => (
          <Group gap="0 0.4rem">
            <State tone={toneOf[standing]}>{t(`trust.standing-${standing}`)}</State>
            {bundle && <span className={classes.ago}>{ago(bundle.thisUpdate, now)}</span>}
          </Group>
        ),
        width: '2fr',
        choices: (['heard', 'over', 'unheard'] as const).map((value) => ({
          value,
          label: t(`trust.standing-${value}`),
        })),
      },
      { id: 'signed', title: t('trust.recognises'), value: ({ signed }) => signed, width: 72, align: 'end' },
      { id: 'named', title: t('trust.recognised-by'), value: ({ named }) => named, width: 72, align: 'end' },
      {
        id: 'choose',
        title: t('trust.path'),
        value: () => '',
        isFixed: true,
        width: 150,
        cell: ({ key }) => (
          <Group gap={4} wrap="nowrap">
            <Button size="compact-xs" variant="default" onClick={() => onChoose(key, 'from')}>
              {t('trust.from')}
            </Button>
            <Button size="compact-xs" variant="default" onClick={() => onChoose(key, 'to')}>
              {t('trust.to')}
            </Button>
          </Group>
        ),
      },
    ],
    [language, now, onChoose],
  )
  return (
    <DataTable
      name={t('trust.units')}
      rows={rows}
      columns={columns}
      rowKey={({ key }) => key}
      empty={<Empty title={t('trust.no-units')} text={t('trust.no-units-next')} />}
    />
  )
}
