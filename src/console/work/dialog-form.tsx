import { Checkbox, Radio, Stack, Textarea, TextInput } from '@mantine/core'
import type { ReactElement } from 'react'
import { plainName } from '../parts/flow/offices.ts'
import { useFormats } from '../words/formats.ts'
import { useWords } from '../words/words.tsx'
import type { Names, PossibleAct, ShownStep } from './case.ts'
import { DataFields } from './data-fields.tsx'
import type { DialogField } from './dialog-fields.ts'
import { type InputFault, readInput } from './input.ts'
import { PersonField } from './person-field.tsx'
import type { Saying } from './step-acts.ts'
import type { Typed } from './typed.ts'
import type { TypedForm } from './use-typed.ts'

/** What an act will say by what was typed, or what is wrong with that, by field. */
export function useSaying(
  fields: readonly DialogField[],
  act: PossibleAct,
  step: ShownStep | undefined,
  typed: Typed,
  names: Names,
): { readonly saying?: Saying; readonly faults: Readonly<Record<string, InputFault>> } {
  const { t, pick } = useWords()
  const { time, list } = useFormats()
  const { input, faults } = readInput(fields, step, typed)
  if (Object.keys(faults).length > 0) return { faults }
  const { person, second, reason, outcome, data, permissions, until, completes } = input
  const titles = new Map(step?.asks.map(({ name, title }) => [name, title ? pick(title) : plainName(name)]))
  const line = (label: string, value: string | undefined) => (value === undefined ? [] : [{ label, value }])
  const named = (id: string | undefined): string | undefined => {
    const name = id === undefined ? undefined : names[id]
    return name === undefined ? id : `${name} (${id})`
  }
  const says = [
    ...line(t(act.act === 'step.delegate' ? 'work.delegate' : 'work.person'), named(person)),
    ...line(t('work.second'), named(second)),
    ...line(t('work.outcome'), outcome === undefined ? undefined : plainName(outcome)),
    ...Object.entries(data ?? {}).map(([name, value]) => {
      return { label: titles.get(name) ?? name, value: String(value) }
    }),
    ...line(t('work.part'), permissions && list(permissions)),
    ...line(t('work.until'), until === undefined ? undefined : time(until)),
    ...line(t('work.completes'), completes === undefined ? undefined : t('work.yes')),
    ...line(t('work.reason'), reason),
  ]
  return { saying: { input: { ...input }, says }, faults }
}

/** The fields of an act, drawn by hand. */
export function DialogFields(props: {
  readonly fields: readonly DialogField[]
  readonly act: PossibleAct
  readonly step: ShownStep | undefined
  readonly form: TypedForm
  readonly faults: Readonly<Record<string, InputFault>>
  readonly names: Names
}): ReactElement {
  const { fields, act, step, form, faults, names } = props
  const { t } = useWords()
  const fault = (field: string): string | undefined => faults[field] && t(`act.fault-${faults[field]}`)
  return (
    <Stack gap="md">
      {fields.includes('completion') && step && <Completion step={step} form={form} faults={faults} />}
      {fields.includes('person') && (
        <PersonField
          label={t(act.act === 'step.delegate' ? 'work.delegate' : 'work.person')}
          people={act.people}
          names={names}
          value={form.typed['person'] ?? ''}
          onChange={(value) => form.type('person', value)}
          error={fault('person')}
        />
      )}
      {fields.includes('second') && (
        <PersonField
          label={t('work.second')}
          description={t('work.second-why')}
          people={act.people}
          names={names}
          value={form.typed['second'] ?? ''}
          onChange={(value) => form.type('second', value)}
          error={fault('second')}
        />
      )}
      {fields.includes('part') && step && <Part step={step} form={form} fault={fault('until')} />}
      {fields.includes('reason') && (
        <Textarea
          label={t('work.reason')}
          description={t('work.reason-why')}
          withAsterisk
          required
          autosize
          minRows={2}
          maxRows={8}
          dir="auto"
          maxLength={1000}
          value={form.typed['reason'] ?? ''}
          onChange={(event) => form.type('reason', event.currentTarget.value)}
          error={fault('reason')}
        />
      )}
    </Stack>
  )
}

function Completion(props: {
  readonly step: ShownStep
  readonly form: TypedForm
  readonly faults: Readonly<Record<string, InputFault>>
}): ReactElement {
  const { step, form, faults } = props
  const { t } = useWords()
  const fault = faults['outcome']
  return (
    <>
      {step.outcomes.length > 0 && (
        <Radio.Group
          label={t('work.outcome')}
          withAsterisk
          required
          value={form.typed['outcome'] ?? ''}
          onChange={(value) => form.type('outcome', value)}
          error={fault && t(`act.fault-${fault}`)}
        >
          <Stack gap="xs" my="xs">
            {step.outcomes.map((outcome, at) => (
              <Radio
                key={outcome}
                value={outcome}
                label={plainName(outcome)}
                data-autofocus={at === 0 ? true : undefined}
              />
            ))}
          </Stack>
        </Radio.Group>
      )}
      <DataFields asked={step.asks} form={form} faults={faults} isFirst={step.outcomes.length === 0} />
    </>
  )
}

/** What of a step is given to a delegate: all of it, unless it is said. */
function Part(props: {
  readonly step: ShownStep
  readonly form: TypedForm
  readonly fault: string | undefined
}): ReactElement {
  const { step, form, fault } = props
  const { t } = useWords()
  const chosen = (form.typed['permissions'] ?? '').split(' ').filter(Boolean)
  return (
    <>
      <Checkbox.Group
        label={t('work.part')}
        description={t('work.part-all')}
        value={chosen}
        onChange={(values) => form.type('permissions', values.join(' '))}
      >
        <Stack gap={6} mt="xs">
          {step.permits.map((permission) => (
            <Checkbox key={permission} value={permission} label={permission} />
          ))}
        </Stack>
      </Checkbox.Group>
      <TextInput
        type="datetime-local"
        label={t('work.until')}
        description={t('work.until-end')}
        value={form.typed['until'] ?? ''}
        onChange={(event) => form.type('until', event.currentTarget.value)}
        error={fault}
        maw="16rem"
      />
      <Checkbox
        label={t('work.completes')}
        checked={form.typed['completes'] === 'yes'}
        onChange={(event) => form.type('completes', event.currentTarget.checked ? 'yes' : '')}
      />
    </>
  )
}
