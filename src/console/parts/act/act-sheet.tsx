import { Button, Divider, Group, Modal, Stack, Text } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { type ReactElement, useState } from 'react'
import type { Intention, Receipt } from '../../wire/act.ts'
import { useWords } from '../../words/words.tsx'
import { CliCommand } from '../cli-command.tsx'
import { Failed } from '../failed.tsx'
import { ActFields, type Drafts } from './act-fields.tsx'
import { inputOf, membersAsked } from './act-input.ts'
import type { ActWish } from './acts.tsx'
import { commandOf } from './cli.ts'
import { ForeseenView } from './foreseen-view.tsx'
import { formOf } from './forms.ts'
import { Said } from './said.tsx'
import { signAndSend } from './sign-and-send.ts'
import { SignedReceipt } from './signed-receipt.tsx'

type Stage =
  | { readonly kind: 'asking' }
  | { readonly kind: 'signing' }
  | { readonly kind: 'refused'; readonly problem: unknown }
  | { readonly kind: 'done'; readonly receipt: Receipt }

/** What is signed, what it would mean, and the receipt once it stands on the record. */
export function ActSheet(props: {
  readonly wish: ActWish
  readonly onEnd: (receipt: Receipt | undefined) => void
}): ReactElement {
  const { wish, onEnd } = props
  const { t, pick } = useWords()
  const client = useQueryClient()
  const form = formOf(wish.act)
  const [drafts, setDrafts] = useState<Drafts>({})
  const [tried, setTried] = useState(false)
  const [stage, setStage] = useState<Stage>({ kind: 'asking' })
  const members = membersAsked(form, wish)
  const { input, faults } = inputOf(form, wish, members, drafts)
  const isWhole = Object.keys(faults).length === 0
  const intention: Intention = { ...controlsOf(wish), input }
  const sign = async (): Promise<void> => {
    setTried(true)
    if (!isWhole) return
    setStage({ kind: 'signing' })
    try {
      const receipt = await signAndSend(intention)
      setStage({ kind: 'done', receipt })
      void client.invalidateQueries()
    } catch (problem) {
      setStage({ kind: 'refused', problem })
    }
  }
  const leave = (): void => onEnd(stage.kind === 'done' ? stage.receipt : undefined)
  return (
    <Modal
      opened
      onClose={leave}
      closeOnClickOutside={false}
      size="lg"
      title={<Text fw={640}>{wish.title ?? pick(form.label)}</Text>}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      {stage.kind === 'done' ? (
        <SignedReceipt receipt={stage.receipt} onClose={leave} />
      ) : (
        <Stack gap="md">
          {members.length > 0 && (
            <ActFields
              form={form}
              members={members}
              drafts={drafts}
              faults={tried ? faults : {}}
              onDraft={(member, draft) => setDrafts((before) => ({ ...before, [member]: draft }))}
            />
          )}
          <Said wish={wish} form={form} input={input} />
          <ForeseenView intentions={isWhole ? [intention] : []} />
          {stage.kind === 'refused' && <Failed problem={stage.problem} />}
          <Divider />
          <CliCommand command={commandOf(intention)} />
          <Group justify="flex-end">
            <Button variant="default" onClick={leave}>
              {t('common.cancel')}
            </Button>
            <Button onClick={() => void sign()} loading={stage.kind === 'signing'} data-autofocus>
              {t('act.sign')}
            </Button>
          </Group>
        </Stack>
      )}
    </Modal>
  )
}

function controlsOf({ act, under, override }: ActWish): Omit<Intention, 'input'> {
  return { act, ...(under && { under }), ...(override !== undefined && { override }) }
}
