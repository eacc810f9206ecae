import { Text } from '@mantine/core'
import { type ReactElement, useEffect, useState } from 'react'
import { State } from '../parts/state.tsx'
import { VerdictBanner } from '../parts/verify/report-view.tsx'
import { recordReader } from '../proof/record-reader.ts'
import { useUnit } from '../wire/unit.ts'
import { useFormats } from '../words/formats.ts'
import { useWords } from '../words/words.tsx'
import { checkReceipt, type ReceiptChecked } from './check-receipt.ts'
import type { LodgingShown } from './follow-page.tsx'
import type { LodgingReceipt } from './lodging-receipt.ts'

/** What the receipt is worth, computed here; loud when it does not hold. */
export function ReceiptCheck(props: {
  readonly receipt: LodgingReceipt
  readonly shown: LodgingShown
}): ReactElement {
  const { receipt, shown } = props
  const { t } = useWords()
  const { number } = useFormats()
  const checked = useChecked(receipt, shown)
  if (checked === undefined) return <Text size="sm">{t('public.checking')}</Text>
  if (checked.kind === 'breaks') {
    return (
      <VerdictBanner verdict="failed" title={t('public.breach')}>
        <Text>{t(`public.breach-${checked.why}`)}</Text>
        <Text size="sm">{t('public.breach-next')}</Text>
      </VerdictBanner>
    )
  }
  return checked.kind === 'holds' ? (
    <div>
      <State tone="good">{t('public.holds')}</State>
      <Text size="sm" c="dimmed" mt={4}>
        {t('public.holds-detail', { index: number(receipt.receipt.index), size: number(checked.size) })}
      </Text>
    </div>
  ) : (
    <div>
      <State tone="warn">{t('public.untold')}</State>
      <Text size="sm" c="dimmed" mt={4}>
        {t('public.untold-detail')}
      </Text>
    </div>
  )
}

function useChecked(receipt: LodgingReceipt, { data, entry }: LodgingShown): ReceiptChecked | undefined {
  const unit = useUnit()
  const [checked, setChecked] = useState<ReceiptChecked>()
  const told = unit.data
  useEffect(() => {
    if (told === undefined) return undefined
    const controller = new AbortController()
    checkReceipt(receipt, { unit: told, data, entry }, recordReader(controller.signal)).then(
      setChecked,
      // The unit cannot be reached, or the page was left.
      () => setChecked({ kind: 'untold' }),
    )
    return () => controller.abort()
  }, [receipt, told, data, entry])
  return checked
}
