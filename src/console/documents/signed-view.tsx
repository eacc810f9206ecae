import { Button, Group, Stack, Text } from '@mantine/core'
import { type ReactElement, useMemo } from 'react'
import { fromBase64 } from '#bytes'
import { sure } from '#fault'
import { Digest } from '../parts/digest.tsx'
import { download } from '../parts/export.ts'
import { Sheet } from '../parts/sheet.tsx'
import { VerdictBanner } from '../parts/verify/report-view.tsx'
import { proveReceipt } from '../proof/entry-proof.ts'
import type { Envelope } from '../wire/act.ts'
import { useUnit } from '../wire/unit.ts'
import { useWords } from '../words/words.tsx'
import { nameOfSigned, type SignedDocument, type SigningWish } from './signing.ts'

/** The signed file to keep, and the proof that its act stands on the record. */
export function SignedView(props: {
  readonly wish: SigningWish
  readonly signed: SignedDocument
  readonly envelope: Envelope
  readonly onOther: () => void
}): ReactElement {
  const { wish, signed, envelope, onOther } = props
  const { t } = useWords()
  const name = nameOfSigned(wish)
  const unit = useUnit()
  const recordKey = unit.data?.recordKey
  const isProven = useMemo(
    () => recordKey !== undefined && proveReceipt(signed.receipt, { recordKey }, envelope).ok,
    [recordKey, signed, envelope],
  )
  const keep = (): void =>
    download(name, 'application/octet-stream', new Uint8Array(sure(fromBase64(signed.file), 'a file')))
  const keepReceipt = (): void => {
    const text = `${JSON.stringify(signed.receipt, null, 2)}\n`
    download(`receipt-${signed.receipt.index}.json`, 'application/json', text)
  }
  return (
    <Sheet>
      <Stack gap="md">
        <VerdictBanner verdict="passed" title={t(`documents.done-${wish.ground.act}`)}>
          <Text>{t('documents.done-keep', { name })}</Text>
        </VerdictBanner>
        {recordKey !== undefined && !isProven && (
          <VerdictBanner verdict="failed" title={t('documents.unproven')}>
            {t('documents.unproven-detail')}
          </VerdictBanner>
        )}
        <Text size="sm" component="div">
          {t(isProven ? 'documents.entry-proven' : 'documents.entry', { index: signed.receipt.index })}{' '}
          <Digest value={signed.signature} />
        </Text>
        <Group gap="xs">
          <Button onClick={keep} data-autofocus>
            {t('documents.keep', { name })}
          </Button>
          <Button variant="default" onClick={keepReceipt}>
            {t('act.keep-receipt')}
          </Button>
          <Button variant="default" onClick={onOther}>
            {t('documents.next')}
          </Button>
        </Group>
      </Stack>
    </Sheet>
  )
}
