import { Anchor, Button } from '@mantine/core'
import { type ReactElement, useState } from 'react'

/** Something that cannot be undone: asked for with one button, done with the next. */
export function SureButton(props: {
  readonly label: string
  readonly sure: string
  readonly onSure: () => Promise<void>
}): ReactElement {
  const { label, sure, onSure } = props
  const [isAsked, setAsked] = useState(false)
  return isAsked ? (
    <Button
      size="compact-sm"
      color="red"
      variant="light"
      autoFocus
      onBlur={() => setAsked(false)}
      onClick={() => void onSure()}
    >
      {sure}
    </Button>
  ) : (
    <Anchor component="button" type="button" size="sm" onClick={() => setAsked(true)}>
      {label}
    </Anchor>
  )
}
