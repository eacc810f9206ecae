import { Group, NumberInput, Stack, Text } from '@mantine/core'
import { type CSSProperties, type ReactElement, useEffect, useId, useState } from 'react'
import { useWords } from '../words/words.tsx'
import classes from './documents.module.css'
import {
  boxAt,
  columns,
  type MarkBox,
  type MarkPlace,
  type PageSize,
  pageSizeOf,
  rows,
  usualPage,
} from './mark.ts'

/** How tall the drawn page is; its width follows from the file. */
const drawnPixels = 240

/** A page drawn small, with nine places for the mark. */
export function MarkChoice(props: {
  readonly file: File
  readonly onMark: (mark: MarkBox) => void
}): ReactElement {
  const { file, onMark } = props
  const { t } = useWords()
  const [size, setSize] = useState<PageSize>(usualPage)
  const group = useId()
  const [page, setPage] = useState(1)
  const [place, setPlace] = useState<MarkPlace>('bottom-right')
  useEffect(() => {
    void pageSizeOf(file).then(setSize)
  }, [file])
  const box = boxAt(place, page, size)
  useEffect(() => onMark(boxAt(place, page, size)), [place, page, size, onMark])
  const scale = drawnPixels / size.height
  const drawn: CSSProperties = { width: size.width * scale, height: drawnPixels }
  const mark: CSSProperties = {
    left: box.x * scale,
    bottom: box.y * scale,
    width: box.width * scale,
    height: box.height * scale,
  }
  return (
    <Group align="flex-start" gap="lg">
      <div className={classes.page} style={drawn} role="radiogroup" aria-label={t('documents.place')}>
        <div className={classes.mark} style={mark} aria-hidden />
        {rows.flatMap((row) =>
          columns.map((column) => {
            const one: MarkPlace = `${row}-${column}`
            return (
              <input
                key={one}
                type="radio"
                name={group}
                checked={one === place}
                aria-label={t(`documents.place-${one}`)}
                className={classes.place}
                onChange={() => setPlace(one)}
              />
            )
          }),
        )}
      </div>
      <Stack gap="xs" maw="18rem">
        <NumberInput
          label={t('documents.page')}
          min={1}
          max={10_000}
          allowDecimal={false}
          value={page}
          onChange={(value) => setPage(typeof value === 'number' && value >= 1 ? value : 1)}
        />
        <Text size="sm" c="dimmed">
          {t('documents.place-hint')}
        </Text>
      </Stack>
    </Group>
  )
}
