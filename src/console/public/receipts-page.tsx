import { ActionIcon, Button, Group, Stack, Text, TextInput, Tooltip } from '@mantine/core'
import { IconTrash } from '@tabler/icons-react'
import { Link, useNavigate } from '@tanstack/react-router'
import { type FormEvent, type ReactElement, useState } from 'react'
import { PageHead } from '../parts/page-head.tsx'
import { Sheet } from '../parts/sheet.tsx'
import { DropZone } from '../parts/verify/drop-zone.tsx'
import { VerdictBanner } from '../parts/verify/report-view.tsx'
import { When } from '../parts/when.tsx'
import { useUnit } from '../wire/unit.ts'
import { useWords } from '../words/words.tsx'
import { forgetReceipt, keepReceipt, keptReceipts } from './kept-receipts.ts'
import { lodgingForm, readReceipt, receiptOctetsMax } from './lodging-receipt.ts'
import classes from './public.module.css'

/** The cases whose receipts are at hand, and places to give another one. */
export function Page(): ReactElement {
  const { t } = useWords()
  return (
    <>
      <PageHead title={t('public.follow-title')} lead={t('public.follow-lead')} />
      <Stack gap="lg">
        <KeptHere />
        <FromFile />
        <FromIdentifier />
      </Stack>
    </>
  )
}

function KeptHere(): ReactElement | null {
  const { t, pick } = useWords()
  const [receipts, setReceipts] = useState(keptReceipts)
  if (receipts.length === 0) return null
  const forget = (lodging: string): void => {
    forgetReceipt(lodging)
    setReceipts(keptReceipts())
  }
  return (
    <Sheet title={t('public.kept')}>
      <Stack gap="xs" component="ul" className={classes.steps}>
        {receipts.map(({ lodging, case: id, title, receipt }) => (
          <Group key={lodging} component="li" justify="space-between" wrap="nowrap">
            <div>
              <Link to="/follow/$lodging" params={{ lodging }}>
                {t('public.case-named', { title: pick(title), case: id })}
              </Link>
              <Text size="sm" c="dimmed" component="div">
                <When iso={receipt.time} />
              </Text>
            </div>
            <Tooltip label={t('public.forget-hint')}>
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={t('public.forget', { case: id })}
                onClick={() => forget(lodging)}
              >
                <IconTrash size={18} aria-hidden />
              </ActionIcon>
            </Tooltip>
          </Group>
        ))}
      </Stack>
    </Sheet>
  )
}

/** Why a file is not taken; half a message name of `public.receipt-…`. */
type ReceiptFault = 'none' | 'elsewhere'

function FromFile(): ReactElement {
  const { t } = useWords()
  const unit = useUnit()
  const navigate = useNavigate()
  const [fault, setFault] = useState<{ readonly kind: ReceiptFault; readonly unit: string }>()
  const take = async (file: File | undefined): Promise<void> => {
    setFault(undefined)
    const receipt = file && file.size <= receiptOctetsMax ? readReceipt(await file.text()) : undefined
    if (receipt === undefined) return setFault({ kind: 'none', unit: '' })
    if (unit.data !== undefined && receipt.unit.key !== unit.data.key) {
      return setFault({ kind: 'elsewhere', unit: `${receipt.unit.name} (${receipt.unit.domain})` })
    }
    keepReceipt(receipt)
    await navigate({ to: '/follow/$lodging', params: { lodging: receipt.lodging } })
  }
  return (
    <>
      {fault !== undefined && (
        <VerdictBanner verdict="open" title={t(`public.receipt-${fault.kind}`)}>
          {t(`public.receipt-${fault.kind}-detail`, { unit: fault.unit })}
        </VerdictBanner>
      )}
      <DropZone
        title={t('public.receipt-drop')}
        hint={t('public.receipt-drop-hint')}
        choose={t('public.receipt-choose')}
        accept="application/json,.json"
        onFiles={([file]) => void take(file)}
      />
    </>
  )
}

function FromIdentifier(): ReactElement {
  const { t } = useWords()
  const navigate = useNavigate()
  const [text, setText] = useState('')
  const [isWrong, setWrong] = useState(false)
  const go = (event: FormEvent): void => {
    event.preventDefault()
    // On paper it stands in groups.
    const lodging = text.replaceAll(/\s/g, '')
    if (!lodgingForm.test(lodging)) return setWrong(true)
    void navigate({ to: '/follow/$lodging', params: { lodging } })
  }
  return (
    <Sheet>
      <form onSubmit={go}>
        <Group align="flex-end" gap="sm">
          <TextInput
            label={t('public.identifier')}
            description={t('public.identifier-hint')}
            size="md"
            value={text}
            error={isWrong ? t('public.identifier-wrong') : undefined}
            onChange={(event) => {
              setText(event.currentTarget.value)
              setWrong(false)
            }}
            flex={1}
            miw="16rem"
            spellCheck={false}
            autoComplete="off"
          />
          <Button type="submit" size="md" variant="default">
            {t('public.follow-it')}
          </Button>
        </Group>
      </form>
    </Sheet>
  )
}
