import { Stack, Text, Title } from '@mantine/core'
import { IconCircleCheck, IconCircleX, IconFileOff, IconHelpCircle } from '@tabler/icons-react'
import type { ReactElement, ReactNode } from 'react'
import { useFormats } from '../../words/formats.ts'
import { useWords } from '../../words/words.tsx'
import { Sheet } from '../sheet.tsx'
import { SignatureFacts } from './signature-facts.tsx'
import classes from './verify.module.css'
import type { FileJudged, SignatureJudged } from './verify-files.ts'

/** What a file or a signature comes to; half a message name of `verify.…`. */
export type Verdict = 'passed' | 'failed' | 'open' | 'unsigned' | 'unreadable'

const looks = {
  passed: { tone: 'good', Icon: IconCircleCheck },
  failed: { tone: 'bad', Icon: IconCircleX },
  open: { tone: 'warn', Icon: IconHelpCircle },
  unsigned: { tone: 'quiet', Icon: IconFileOff },
  unreadable: { tone: 'warn', Icon: IconHelpCircle },
} as const

/** The verdict of one signature. What is none of the three known answers is no passed one. */
export function verdictOf({ SignatureValidationStatus: status }: SignatureJudged): Verdict {
  const indication = status.MainIndication.slice(status.MainIndication.lastIndexOf(':') + 1)
  if (indication === 'total-passed') return 'passed'
  return indication === 'total-failed' ? 'failed' : 'open'
}

/** What a whole file comes to: the worst of its signatures. */
function verdictOfFile({ Chancery: { Kind }, SignatureValidationReport: all }: FileJudged): Verdict {
  if (Kind !== 'signed') return Kind
  const verdicts = all.map(verdictOf)
  if (verdicts.includes('failed')) return 'failed'
  return verdicts.includes('open') || verdicts.length === 0 ? 'open' : 'passed'
}

/** A judgement in one look: sign, colour and words. */
export function VerdictBanner(props: {
  readonly verdict: Verdict
  readonly title: string
  readonly children?: ReactNode
}): ReactElement {
  const { verdict, title, children } = props
  const { tone, Icon } = looks[verdict]
  return (
    <div className={classes.verdict} data-tone={tone}>
      <Icon size={26} stroke={1.8} aria-hidden />
      <Stack gap={4}>
        <Text fw={650} size="lg" component="p" m={0}>
          {title}
        </Text>
        {children !== undefined && <div className={classes.said}>{children}</div>}
      </Stack>
    </div>
  )
}

/** What the unit says of one file: the verdict first, then each signature in words and its facts. */
export function ReportView(props: {
  readonly judged: FileJudged
  /** Base64 SHA-256 as this browser computed it, of the file that was handed in under this name. */
  readonly own?: string | undefined
}): ReactElement {
  const { judged, own } = props
  const { t, language } = useWords()
  const { exactTime, size } = useFormats()
  const { Document, Chancery, ValidationTime, SignatureValidationReport: signatures } = judged
  const verdict = verdictOfFile(judged)
  const [only, ...others] = signatures
  const texts = Chancery.Text[language]
  const isWrong = own !== undefined && own !== Document.DigestAlgAndValue.DigestValue
  return (
    <Sheet>
      <Stack gap="md">
        <div>
          <Title order={2} className={classes.file}>
            <bdi>{Document.Name === '' ? t('verify.nameless') : Document.Name}</bdi>
          </Title>
          <Text size="sm" c="dimmed">
            {t('verify.of-file', { size: size(Document.Octets), time: exactTime(ValidationTime) })}
          </Text>
        </div>
        {isWrong && (
          <VerdictBanner verdict="failed" title={t('verify.other-file')}>
            {t('verify.other-file-detail')}
          </VerdictBanner>
        )}
        {signatures.length === 0 ? (
          <VerdictBanner verdict={verdict} title={t(`verify.${verdict}`)}>
            {texts.join(' ')}
          </VerdictBanner>
        ) : (
          <>
            {others.length > 0 && (
              <VerdictBanner
                verdict={verdict}
                title={t(`verify.all-${verdict}`, { count: signatures.length })}
              />
            )}
            {(only === undefined ? [] : [only, ...others]).map((one, at) => (
              <OneSignature
                key={one.SignatureIdentifier.DigestAlgAndValue.DigestValue + String(at)}
                judged={one}
                {...(others.length > 0 && { number: at + 1 })}
              />
            ))}
          </>
        )}
        {own !== undefined && !isWrong && (
          <Text size="sm" c="dimmed">
            {t('verify.same-file')}
          </Text>
        )}
      </Stack>
    </Sheet>
  )
}

function OneSignature(props: { readonly judged: SignatureJudged; readonly number?: number }): ReactElement {
  const { judged, number } = props
  const { t, language } = useWords()
  const verdict = verdictOf(judged)
  return (
    <Stack gap="sm" component="section">
      {number !== undefined && <Title order={3}>{t('verify.signature-number', { number })}</Title>}
      <VerdictBanner verdict={verdict} title={t(`verify.${verdict}`)}>
        {judged.Chancery.Text[language]}
      </VerdictBanner>
      <SignatureFacts judged={judged} />
      {judged.Chancery.CounterSignatures.map((one, at) => (
        <OneSignature
          key={one.SignatureIdentifier.DigestAlgAndValue.DigestValue}
          judged={one}
          number={at + 1}
        />
      ))}
    </Stack>
  )
}
