import { Alert, Button, Group, Modal, Stack, Text } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { type FormEvent, type ReactElement, useState } from 'react'
import { sentence } from '../parts/failed.tsx'
import { useWords } from '../words/words.tsx'
import type { Missing, Names, PossibleAct, ShownCase, ShownStep } from './case.ts'
import { dialogFields } from './dialog-fields.ts'
import { DialogFields, useSaying } from './dialog-form.tsx'
import { useStepActs } from './step-acts.ts'
import { useTyped } from './use-typed.ts'

/** An act that is asked about before it is signed. */
export interface Asked {
  readonly act: PossibleAct
  readonly step: ShownStep | undefined
}

/**
 * Asks for what an act says beside its step, then has it signed. What was typed stays when the signing is
 * left, the page is loaded anew or the session ends, and goes when the act stands on the record.
 */
export function ActDialog(props: {
  readonly asked: Asked
  readonly of: ShownCase
  readonly missing: Missing | undefined
  readonly names: Names
  readonly onEnd: () => void
}): ReactElement {
  const { asked, of, missing, names, onEnd } = props
  const { act, step } = asked
  const { t, pick } = useWords()
  const acts = useStepActs()
  const form = useTyped(`case/${of.case}/${step?.step ?? ''}/${act.act}`)
  const [tried, setTried] = useState(false)
  const [isSigning, setSigning] = useState(false)
  const fields = dialogFields(act.act)
  const { saying, faults } = useSaying(fields, act, step, form.typed, names)
  const now = actNow(missing, asked)
  const go = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    setTried(true)
    if (!saying) return
    setSigning(true)
    const receipt = await acts.begin(act, { ...of, names }, step, saying)
    setSigning(false)
    if (!receipt) return
    form.clear()
    onEnd()
  }
  const label = t(`work.act-${act.act.replace('.', '-')}`)
  return (
    <Modal
      // Two sheets one upon the other are read as one: this one waits behind the signing.
      opened={!isSigning}
      onClose={onEnd}
      closeOnClickOutside={false}
      size="lg"
      title={<Text fw={640}>{step ? t('work.act-of', { act: label, step: pick(step.titles) }) : label}</Text>}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <form onSubmit={(event) => void go(event)} noValidate>
        <Stack gap="md">
          {now !== undefined && !now.may && (
            <Alert
              role="alert"
              color="orange"
              title={t('work.changed-meanwhile')}
              icon={<IconAlertTriangle aria-hidden />}
            >
              {now.refusal ? sentence(now.refusal.detail) : t('work.changed-meanwhile-next')}
            </Alert>
          )}
          <DialogFields
            fields={fields}
            act={act}
            step={step}
            form={form}
            faults={tried ? faults : {}}
            names={names}
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={onEnd}>
              {t('common.cancel')}
            </Button>
            <Button type="submit" disabled={now?.may === false}>
              {t('work.go-on')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}

/** The same act as the unit tells it now; what is no longer told cannot be done any more. */
function actNow(missing: Missing | undefined, { act, step }: Asked): PossibleAct | undefined {
  if (!missing) return undefined
  const acts = step ? missing.steps.find((one) => one.step === step.step)?.acts : missing.acts
  return acts?.find((one) => one.act === act.act && one.person === act.person) ?? { act: act.act, may: false }
}
