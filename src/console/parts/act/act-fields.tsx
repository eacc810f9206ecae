import { Checkbox, NumberInput, Select, Stack, TagsInput, Textarea, TextInput } from '@mantine/core'
import type { ReactElement } from 'react'
import { useWords } from '../../words/words.tsx'
import {
  type ActForm,
  choicesOf,
  type Draft,
  type FieldFault,
  type FieldSchema,
  fieldKind,
  type Texts,
} from './act-form-schema.ts'

/** What somebody has typed into the fields of an act, by member. */
export type Drafts = Readonly<Record<string, Draft>>

/** The fields of an act, drawn from its definition. */
export function ActFields(props: {
  readonly form: ActForm
  /** The members that are asked for. */
  readonly members: readonly string[]
  readonly drafts: Drafts
  /** Shown beside the fields once somebody tried to go on. */
  readonly faults: Readonly<Record<string, FieldFault>>
  readonly onDraft: (member: string, draft: Draft) => void
}): ReactElement {
  const { form, members, drafts, faults, onDraft } = props
  const { t, pick } = useWords()
  const required = new Set(form.schema.required)
  return (
    <Stack gap="sm">
      {members.map((member) => {
        const texts = form.fields[member]
        const fault = faults[member]
        return (
          <Field
            key={member}
            schema={form.schema.properties?.[member] ?? {}}
            choices={texts?.choices ?? {}}
            draft={drafts[member]}
            onDraft={(draft) => onDraft(member, draft)}
            common={{
              label: texts ? pick(texts.label) : member,
              description: texts?.hint ? pick(texts.hint) : undefined,
              required: required.has(member),
              error: fault && t(`act.fault-${fault}`),
            }}
          />
        )
      })}
    </Stack>
  )
}

interface Common {
  readonly label: string
  readonly description: string | undefined
  readonly required: boolean
  readonly error: string | undefined
}

function Field(props: {
  readonly schema: FieldSchema
  /** The words of what may be chosen. */
  readonly choices: Readonly<Record<string, Texts>>
  readonly draft: Draft | undefined
  readonly onDraft: (draft: Draft) => void
  readonly common: Common
}): ReactElement {
  const { schema, choices, draft, onDraft, common } = props
  const { pick } = useWords()
  const text = typeof draft === 'string' ? draft : ''
  switch (fieldKind(schema)) {
    case 'choice':
      return (
        <Select
          {...common}
          data={(choicesOf(schema) ?? []).map((value) => ({ value, label: pick(choices[value] ?? value) }))}
          value={text === '' ? null : text}
          onChange={(value) => onDraft(value ?? '')}
        />
      )
    case 'number':
      return <NumberInput {...common} value={text} onChange={(value) => onDraft(String(value))} />
    case 'yes-no': {
      const { required: _, ...rest } = common
      return (
        <Checkbox
          {...rest}
          checked={draft === true}
          onChange={(event) => onDraft(event.currentTarget.checked)}
        />
      )
    }
    case 'texts':
      return (
        <TagsInput
          {...common}
          value={Array.isArray(draft) ? [...draft] : []}
          onChange={(value) => onDraft(value)}
          acceptValueOnBlur
        />
      )
    case 'long-text':
    case 'json':
      return (
        <Textarea
          {...common}
          autosize
          minRows={2}
          maxRows={12}
          value={text}
          onChange={(event) => onDraft(event.currentTarget.value)}
        />
      )
    case 'text':
      return <TextInput {...common} value={text} onChange={(event) => onDraft(event.currentTarget.value)} />
  }
}
