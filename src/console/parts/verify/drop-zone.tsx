import { Button, Stack, Text } from '@mantine/core'
import { IconFileUpload } from '@tabler/icons-react'
import { type DragEvent, type ReactElement, type ReactNode, useRef, useState } from 'react'
import classes from './verify.module.css'

/** A place to drop files on, or to choose them by. */
export function DropZone(props: {
  readonly title: string
  readonly hint?: ReactNode
  readonly choose: string
  readonly accept?: string
  readonly multiple?: boolean
  readonly onFiles: (files: readonly File[]) => void
}): ReactElement {
  const { title, hint, choose, accept, multiple = false, onFiles } = props
  const [over, setOver] = useState(false)
  const input = useRef<HTMLInputElement>(null)
  const give = (files: FileList | null): void => {
    if (files !== null && files.length > 0) onFiles(multiple ? [...files] : [...files].slice(0, 1))
  }
  const drag = (isOver: boolean) => (event: DragEvent) => {
    event.preventDefault()
    setOver(isOver)
  }
  return (
    <div
      className={classes.zone}
      data-over={over || undefined}
      onDragEnter={drag(true)}
      onDragOver={drag(true)}
      onDragLeave={drag(false)}
      onDrop={(event) => {
        drag(false)(event)
        give(event.dataTransfer.files)
      }}
    >
      <Stack align="center" gap="sm">
        <IconFileUpload size={36} stroke={1.4} aria-hidden />
        <Text fw={600} size="lg" ta="center">
          {title}
        </Text>
        {hint !== undefined && (
          <Text c="dimmed" size="sm" ta="center" maw="34rem" component="div">
            {hint}
          </Text>
        )}
        <Button onClick={() => input.current?.click()}>{choose}</Button>
        <input
          ref={input}
          type="file"
          hidden
          multiple={multiple}
          {...(accept !== undefined && { accept })}
          aria-label={choose}
          onChange={(event) => {
            give(event.currentTarget.files)
            // The same file may be chosen again.
            event.currentTarget.value = ''
          }}
        />
      </Stack>
    </div>
  )
}
