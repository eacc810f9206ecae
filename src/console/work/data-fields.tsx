import { TextInput } from '@mantine/core'
import type { ReactElement } from 'react'
import { plainName } from '../parts/flow/offices.ts'
import { useWords } from '../words/words.tsx'
import type { AskedMember } from './case.ts'
import { fieldOf, type InputFault } from './input.ts'
import type { TypedForm } from './use-typed.ts'

/** The fields of the data that an opening or a completion asks for. */
export function DataFields(props: {
  readonly asked: readonly AskedMember[]
  readonly form: TypedForm
  /** Shown once somebody tried to go on. */
  readonly faults: Readonly<Record<string, InputFault>>
  /** Whether the first field is where one begins to type. */
  readonly isFirst?: boolean
}): ReactElement {
  const { asked, form, faults, isFirst = false } = props
  const { t, pick } = useWords()
  return (
    <>
      {asked.map((member, at) => {
        const fault = faults[member.name]
        const { pattern } = member
        return (
          <TextInput
            key={member.name}
            label={member.title ? pick(member.title) : plainName(member.name)}
            withAsterisk={member.required}
            required={member.required}
            inputMode={member.type === 'number' ? 'decimal' : 'text'}
            description={
              fault === 'pattern' && pattern !== undefined ? t('work.form', { pattern }) : undefined
            }
            error={fault && t(`act.fault-${fault}`)}
            value={form.typed[fieldOf(member)] ?? ''}
            onChange={(event) => form.type(fieldOf(member), event.currentTarget.value)}
            data-autofocus={isFirst && at === 0 ? true : undefined}
            dir="auto"
          />
        )
      })}
    </>
  )
}
