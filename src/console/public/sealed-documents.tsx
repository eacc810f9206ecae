import { Stack, Text } from '@mantine/core'
import { type ReactElement, useEffect, useState } from 'react'
import { fromBase64, hex } from '#bytes'
import { Digest } from '../parts/digest.tsx'
import { Failed } from '../parts/failed.tsx'
import { Sheet } from '../parts/sheet.tsx'
import { DropZone } from '../parts/verify/drop-zone.tsx'
import { type Verdict, VerdictBanner, verdictOf } from '../parts/verify/report-view.tsx'
import { type FileJudged, faultOf, verifyFiles } from '../parts/verify/verify-files.ts'
import { When } from '../parts/when.tsx'
import { useAnswer } from '../wire/answer.ts'
import { useWords } from '../words/words.tsx'
import classes from './public.module.css'

interface Sealed {
  /** Hexadecimal SHA-256 of the seal's value. */
  readonly signature: string
  readonly form: string
  readonly time: string
}

/** What was sealed in a case, and whether a file at hand is it. */
export function SealedDocuments(props: {
  readonly lodging: string
  readonly isOver: boolean
}): ReactElement | null {
  const { lodging, isOver } = props
  const { t } = useWords()
  const path = `/lodgings/${encodeURIComponent(lodging)}/documents`
  const answer = useAnswer<{ readonly documents: readonly Sealed[] }>(path)
  const { refetch } = answer
  // What is sealed in the last step is there when the case is over.
  useEffect(() => {
    if (isOver) void refetch()
  }, [isOver, refetch])
  const sealed = answer.data?.documents ?? []
  if (sealed.length === 0) return null
  return (
    <Sheet title={t('public.sealed')}>
      <Stack gap="md">
        <Text size="sm">{t('public.sealed-lead')}</Text>
        <ul className={classes.steps}>
          {sealed.map(({ signature, form, time }) => (
            <li key={signature}>
              <When iso={time} /> · {form} · <Digest value={signature} />
            </li>
          ))}
        </ul>
        <IsIt sealed={sealed} />
      </Stack>
    </Sheet>
  )
}

type Found =
  | { readonly kind: 'verdict'; readonly verdict: Verdict | 'other' }
  | { readonly kind: 'problem'; readonly problem: unknown }

/** Drop a file: is it one that was sealed in this case? */
function IsIt({ sealed }: { readonly sealed: readonly Sealed[] }): ReactElement {
  const { t } = useWords()
  const [found, setFound] = useState<Found>()
  const look = async (files: readonly File[]): Promise<void> => {
    if (faultOf(files) !== undefined) return setFound({ kind: 'verdict', verdict: 'other' })
    try {
      const reports = await verifyFiles(files, () => undefined, new AbortController().signal)
      setFound({ kind: 'verdict', verdict: amongSealed(reports, sealed) })
    } catch (problem) {
      setFound({ kind: 'problem', problem })
    }
  }
  return (
    <>
      {found?.kind === 'problem' && <Failed problem={found.problem} />}
      {found?.kind === 'verdict' && (
        <VerdictBanner
          verdict={found.verdict === 'other' ? 'unsigned' : found.verdict}
          title={t(`public.is-it-${found.verdict === 'passed' ? 'passed' : 'other'}`)}
        >
          {t(`public.is-it-${found.verdict === 'passed' ? 'passed' : 'other'}-detail`)}
        </VerdictBanner>
      )}
      <DropZone
        title={t('public.is-it')}
        choose={t('verify.choose')}
        multiple
        onFiles={(files) => void look(files)}
      />
    </>
  )
}

/** What becomes of the seals of this case in some files; `other` where none of them is in it. */
function amongSealed(reports: readonly FileJudged[], sealed: readonly Sealed[]): Verdict | 'other' {
  const known = new Set(sealed.map(({ signature }) => signature))
  const ours = reports
    .flatMap(({ SignatureValidationReport: all }) => all)
    .filter(({ SignatureIdentifier: id }) => known.has(inHex(id.DigestAlgAndValue.DigestValue)))
  const verdicts = ours.map(verdictOf)
  return verdicts.find((one) => one !== 'passed') ?? verdicts[0] ?? 'other'
}

function inHex(base64: string): string {
  const bytes = fromBase64(base64)
  return bytes.ok ? hex(bytes.value) : ''
}
