import { Button, Divider, Group, Stack, Text } from '@mantine/core'
import { Fragment, type ReactElement } from 'react'
import { CliCommand } from '../parts/cli-command.tsx'
import { Digest } from '../parts/digest.tsx'
import { Sheet } from '../parts/sheet.tsx'
import { When } from '../parts/when.tsx'
import { useFormats } from '../words/formats.ts'
import { useWords } from '../words/words.tsx'
import { commandOf } from './command.ts'
import classes from './documents.module.css'
import { Refused } from './refused.tsx'
import type { Prepared } from './signing.ts'
import { BackButton } from './signing-flow.tsx'

/** What will be signed, in words, before it is. */
export function ProposalView(props: {
  readonly prepared: Prepared
  readonly problem: unknown
  readonly onBack: () => void
  readonly onSign: () => void
}): ReactElement {
  const { prepared, problem, onBack, onSign } = props
  const { t } = useWords()
  const { ground } = prepared.wish
  return (
    <Sheet title={t(`documents.says-${ground.act}`)}>
      <Stack gap="md">
        <Says prepared={prepared} />
        <Text size="sm" c="dimmed">
          {t(`documents.checked-${ground.act}`)}
        </Text>
        {problem !== undefined && <Refused problem={problem} />}
        <Divider />
        <CliCommand command={commandOf(prepared.wish)} />
        <Group justify="flex-end">
          <BackButton onBack={onBack} />
          <Button onClick={onSign} data-autofocus>
            {t(`documents.do-${ground.act}`)}
          </Button>
        </Group>
      </Stack>
    </Sheet>
  )
}

function Says({ prepared }: { readonly prepared: Prepared }): ReactElement {
  const { t, pick } = useWords()
  const { size, list } = useFormats()
  const { wish, proposal } = prepared
  const { ground, meanings, form, level, reason, location } = wish
  const { says } = proposal
  const rows: readonly (readonly [string, ReactElement | string | undefined])[] = [
    ['file', <bdi key="file">{`${says.document.name} · ${size(says.document.octets)}`}</bdi>],
    ['digest', <Digest key="digest" value={says.document.digest} />],
    ['signer', <bdi key="signer">{commonName(says.signer)}</bdi>],
    ['roles', says.roles.length === 0 ? undefined : list(says.roles)],
    ['step', `${pick(ground.stepTitle)} · ${t('documents.ground-case', caseOf(ground, pick))}`],
    ['object', says.object],
    ['meaning', meanings.length === 0 ? undefined : list(meanings.map((one) => t(`verify.meaning-${one}`)))],
    ['reason', form === 'PAdES' && reason !== '' ? reason : undefined],
    ['location', location === '' ? undefined : location],
    ['time', <When key="time" iso={says.time} />],
    ['form', `${t(`documents.form-${form}`)} · ${t(`documents.level-${level}`)}`],
  ]
  return (
    <dl className={classes.facts}>
      {rows.map(([label, value]) =>
        value === undefined ? null : (
          <Fragment key={label}>
            <dt>{t(`documents.row-${label}`)}</dt>
            <dd>{value}</dd>
          </Fragment>
        ),
      )}
    </dl>
  )
}

function caseOf(ground: Prepared['wish']['ground'], pick: ReturnType<typeof useWords>['pick']) {
  return { case: ground.case, title: pick(ground.caseTitle) }
}

/** The common name in a name as RFC 4514 writes it, or all of it where there is none. */
function commonName(name: string): string {
  const found = /(?:^|,)CN=((?:\\.|[^,\\])*)/.exec(name)?.[1]
  return found === undefined ? name : found.replaceAll(/\\(.)/g, '$1')
}
