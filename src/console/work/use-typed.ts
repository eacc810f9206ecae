import { useCallback, useState } from 'react'
import { useReader } from '../wire/reader.ts'
import { keepTyped, type Typed, typedIn } from './typed.ts'

/** The fields of a form, kept while they are not sent. */
export interface TypedForm {
  readonly typed: Typed
  readonly type: (field: string, value: string) => void
  readonly clear: () => void
}

/**
 * What the reader typed into a form; what another one did who was signed in before is not for him.
 *
 * @param name under which it is kept, as `case/17/decide/step.complete`
 */
export function useTyped(name: string): TypedForm {
  const reader = useReader()
  const form = `${reader.data?.id ?? ''} ${name}`
  const [typed, setTyped] = useState<Typed>(() => typedIn(sessionStorage, form))
  const type = useCallback(
    (field: string, value: string) => {
      setTyped((before) => {
        const after = { ...before, [field]: value }
        keepTyped(sessionStorage, form, after)
        return after
      })
    },
    [form],
  )
  const clear = useCallback(() => {
    keepTyped(sessionStorage, form, {})
    setTyped({})
  }, [form])
  return { typed, type, clear }
}
