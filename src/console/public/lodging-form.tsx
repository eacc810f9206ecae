import { Button, Group, Stack, Text, TextInput } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { type FormEvent, type ReactElement, useRef, useState } from 'react'
import { Failed } from '../parts/failed.tsx'
import { Sheet } from '../parts/sheet.tsx'
import { VerdictBanner } from '../parts/verify/report-view.tsx'
import { Problem } from '../wire/problem.ts'
import { useWords } from '../words/words.tsx'
import { dataOf, type Typed, textCharactersMax } from './fields.ts'
import { keepReceipt } from './kept-receipts.ts'
import { lodge, type SignedWish, signWish, unitNow } from './lodge.ts'
import { receiptOf, wishIn } from './lodging-receipt.ts'
import { showReceipt } from './new-receipt.ts'
import type { Member, PublicProcedure } from './procedures.ts'

/** The fields of a procedure, and sending what stands in them. */
export function LodgingForm({ procedure }: { readonly procedure: PublicProcedure }): ReactElement {
  const { t } = useWords()
  const navigate = useNavigate()
  const [typed, setTyped] = useState<Typed>({})
  const [tried, setTried] = useState(false)
  const [sending, setSending] = useState(false)
  const [problem, setProblem] = useState<unknown>()
  const [differs, setDiffers] = useState(false)
  // Signed and not answered: sending the very same again opens no second case.
  const unanswered = useRef<{ readonly of: string; readonly wish: SignedWish }>(undefined)
  const { data, faults } = dataOf(procedure.data, typed)
  const send = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    setTried(true)
    if (Object.keys(faults).length > 0) return
    setSending(true)
    setProblem(undefined)
    try {
      const { unit, heard } = await unitNow()
      const of = JSON.stringify(data)
      const again = unanswered.current?.of === of ? unanswered.current.wish : undefined
      const wish = again ?? (await signWish({ procedure: procedure.name, data }, unit.key, heard))
      unanswered.current = { of, wish }
      const receipt = await lodge(wish)
      unanswered.current = undefined
      const kept = receiptOf(wish, receipt, unit, procedure.title)
      if (wishIn(receipt.entry)?.text !== JSON.stringify(wish.envelope)) return setDiffers(true)
      showReceipt({ receipt: kept, isKept: keepReceipt(kept) })
      await navigate({ to: '/follow/$lodging', params: { lodging: wish.lodging } })
    } catch (caught) {
      // What the unit refused is to be signed anew, with a fresh time.
      if (caught instanceof Problem && caught.status !== 0) unanswered.current = undefined
      setProblem(caught)
    } finally {
      setSending(false)
    }
  }
  if (!isSecureContext) {
    return (
      <VerdictBanner verdict="open" title={t('public.insecure')}>
        {t('public.insecure-detail')}
      </VerdictBanner>
    )
  }
  if (differs) {
    return (
      <VerdictBanner verdict="failed" title={t('public.differs')}>
        {t('public.differs-detail')}
      </VerdictBanner>
    )
  }
  return (
    <Sheet>
      <form onSubmit={(event) => void send(event)} noValidate>
        <Stack gap="md">
          {procedure.data.length === 0 && <Text>{t('public.form-nothing')}</Text>}
          {procedure.data.map((member) => (
            <Field
              key={member.name}
              member={member}
              text={typed[member.name] ?? ''}
              error={tried && faults[member.name] ? t(`public.fault-${faults[member.name]}`) : undefined}
              onText={(text) => setTyped((before) => ({ ...before, [member.name]: text }))}
            />
          ))}
          <Text size="sm" c="dimmed">
            {t('public.form-signed')}
          </Text>
          {problem !== undefined && <Failed problem={problem} />}
          <Group>
            <Button type="submit" size="md" loading={sending}>
              {t('public.form-send')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Sheet>
  )
}

function Field(props: {
  readonly member: Member
  readonly text: string
  readonly error: string | undefined
  readonly onText: (text: string) => void
}): ReactElement {
  const { member, text, error, onText } = props
  const { pick } = useWords()
  return (
    <TextInput
      size="md"
      label={pick(member.title ?? member.name)}
      required={member.required}
      withAsterisk={member.required}
      inputMode={member.type === 'number' ? 'decimal' : 'text'}
      maxLength={textCharactersMax}
      dir="auto"
      value={text}
      error={error}
      onChange={(event) => onText(event.currentTarget.value)}
    />
  )
}
