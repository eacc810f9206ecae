import { Alert, Anchor, Stack, Text } from '@mantine/core'
import { Link, useParams } from '@tanstack/react-router'
import type { ReactElement } from 'react'
import { shortCode } from '../keys/code.ts'
import { useAddress } from '../parts/address.ts'
import { Digest } from '../parts/digest.tsx'
import { Empty } from '../parts/empty.tsx'
import { Failed } from '../parts/failed.tsx'
import { PageHead } from '../parts/page-head.tsx'
import { Sheet } from '../parts/sheet.tsx'
import { Waiting } from '../parts/waiting.tsx'
import { When } from '../parts/when.tsx'
import { useAnswer } from '../wire/answer.ts'
import { useWords } from '../words/words.tsx'
import { kinds, type RequestList, type WaitingRequest } from './answers.ts'
import { Approve } from './approve.tsx'
import { Attest } from './attest.tsx'
import classes from './people.module.css'
import { Reject } from './reject.tsx'
import { ShortCode } from './short-code.tsx'

/** One certificate request: attested by the registrar, approved by somebody else, or rejected. */
export function Page(): ReactElement {
  const { t } = useWords()
  const { request = '' } = useParams({ strict: false })
  const list = useAnswer<RequestList>('/requests')
  const one = list.data?.requests.find((waiting) => waiting.request === request)
  return (
    <>
      <Anchor component={Link} to="/people/requests" size="sm">
        {t('people.back-requests')}
      </Anchor>
      <PageHead title={t('people.request')} lead={t('people.request-lead')} />
      {list.error && <Failed problem={list.error} retry={() => void list.refetch()} />}
      {!list.error && !list.data && <Waiting />}
      {list.data && (one ? <Shown one={one} all={list.data.requests} /> : <Ended request={request} />)}
    </>
  )
}

function Shown(props: {
  readonly one: WaitingRequest
  readonly all: readonly WaitingRequest[]
}): ReactElement {
  const { one, all } = props
  const { t } = useWords()
  const named = useAddress().values['kind']
  const kind = kinds.find((each) => each === named) ?? 'person'
  const code = shortCode([one.request])
  const isTwice = all.some(({ request }) => request !== one.request && shortCode([request]) === code)
  return (
    <Stack gap="md" maw="52rem">
      <Sheet>
        <Text size="sm" c="dimmed">
          {t('people.code')}
        </Text>
        <ShortCode request={one.request} isLarge />
        <dl className={classes.facts}>
          <dt>{t('people.received')}</dt>
          <dd>
            <When iso={one.received} />
          </dd>
          <dt>{t('people.request-digest')}</dt>
          <dd>
            <Digest value={one.request} />
          </dd>
          <dt>{t('people.request-key')}</dt>
          <dd>
            <Digest value={one.key} />
          </dd>
        </dl>
      </Sheet>
      {isTwice ? (
        <Alert color="red" variant="light" role="alert" title={t('people.code-twice')}>
          {t('people.code-twice-detail')}
        </Alert>
      ) : (
        <>
          {one.waits === 'approval' && <Approve one={one} />}
          <Attest one={one} kind={one.attested?.kind ?? kind} />
        </>
      )}
      <Reject one={one} />
    </Stack>
  )
}

/** What became of a request that waits no more. */
function Ended({ request }: { readonly request: string }): ReactElement {
  const { t } = useWords()
  const told = useAnswer<{ readonly end?: string; readonly serial?: string; readonly reason?: string }>(
    `/requests/${encodeURIComponent(request)}`,
  )
  if (told.error) return <Failed problem={told.error} />
  if (!told.data) return <Waiting />
  const { end, serial, reason } = told.data
  return end === 'issued' ? (
    <Empty title={t('people.request-issued')} text={serial !== undefined && <Digest value={serial} />} />
  ) : (
    <Empty title={t('people.request-rejected')} text={<bdi>{reason}</bdi>} />
  )
}
