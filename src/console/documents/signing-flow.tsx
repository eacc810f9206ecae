import { Button, Group, Progress, Stack, Text } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { type ReactElement, useEffect, useRef, useState } from 'react'
import { Sheet } from '../parts/sheet.tsx'
import type { Envelope } from '../wire/act.ts'
import { useWords } from '../words/words.tsx'
import { ProposalView } from './proposal-view.tsx'
import { Refused } from './refused.tsx'
import { SignedView } from './signed-view.tsx'
import { type Prepared, prepare, type SignedDocument, type SigningWish, sign } from './signing.ts'
import { WishForm } from './wish-form.tsx'

type Stage =
  | { readonly kind: 'wishing'; readonly problem?: unknown }
  | { readonly kind: 'sending'; readonly part: number }
  | { readonly kind: 'reading'; readonly prepared: Prepared; readonly problem?: unknown }
  | {
      readonly kind: 'done'
      readonly wish: SigningWish
      readonly signed: SignedDocument
      readonly envelope: Envelope
    }

/** Two steps: what will be said is read, then it is signed. What was chosen stays when something is refused. */
export function Signing(props: { readonly file: File; readonly onOther: () => void }): ReactElement {
  const { file, onOther } = props
  const client = useQueryClient()
  const [stage, setStage] = useState<Stage>({ kind: 'wishing' })
  const under = useRef<AbortController>(undefined)
  useEffect(() => () => under.current?.abort(), [])
  const sending = () => {
    under.current = new AbortController()
    setStage({ kind: 'sending', part: 0 })
    const { signal } = under.current
    return { onProgress: (part: number) => setStage({ kind: 'sending', part }), signal }
  }
  const ask = async (wish: SigningWish): Promise<void> => {
    const how = sending()
    try {
      setStage({ kind: 'reading', prepared: await prepare(wish, how) })
    } catch (problem) {
      setStage(how.signal.aborted ? { kind: 'wishing' } : { kind: 'wishing', problem })
    }
  }
  const finish = async (prepared: Prepared): Promise<void> => {
    try {
      setStage({ kind: 'done', wish: prepared.wish, ...(await sign(prepared, sending())) })
      void client.invalidateQueries()
    } catch (problem) {
      setStage({ kind: 'reading', prepared, problem })
    }
  }
  return (
    <>
      {/* It keeps what was chosen while what follows is shown. */}
      <div hidden={stage.kind !== 'wishing'}>
        <WishForm file={file} onWish={(wish) => void ask(wish)}>
          {stage.kind === 'wishing' && stage.problem !== undefined && <Refused problem={stage.problem} />}
        </WishForm>
      </div>
      {stage.kind === 'sending' && <Under part={stage.part} />}
      {stage.kind === 'reading' && (
        <ProposalView
          prepared={stage.prepared}
          problem={stage.problem}
          onBack={() => setStage({ kind: 'wishing' })}
          onSign={() => void finish(stage.prepared)}
        />
      )}
      {stage.kind === 'done' && (
        <SignedView wish={stage.wish} signed={stage.signed} envelope={stage.envelope} onOther={onOther} />
      )}
    </>
  )
}

function Under({ part }: { readonly part: number }): ReactElement {
  const { t } = useWords()
  const isSent = part >= 1
  return (
    <Sheet>
      <Stack gap="sm" role="status">
        <Group>
          <Text fw={600}>{t(isSent ? 'documents.preparing' : 'verify.sending')}</Text>
        </Group>
        <Progress value={100 * part} animated={isSent} aria-label={t('verify.sending')} />
      </Stack>
    </Sheet>
  )
}

/** The button that goes back keeps what was chosen. */
export function BackButton({ onBack }: { readonly onBack: () => void }): ReactElement {
  const { t } = useWords()
  return (
    <Button variant="default" onClick={onBack}>
      {t('documents.back')}
    </Button>
  )
}
