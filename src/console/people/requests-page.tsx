import { Alert, Button, TextInput } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { type ReactElement, useMemo, useState } from 'react'
import { shortCode, typedCode } from '../keys/code.ts'
import { Empty } from '../parts/empty.tsx'
import { PageHead } from '../parts/page-head.tsx'
import { Person } from '../parts/person.tsx'
import { Sheet } from '../parts/sheet.tsx'
import { State } from '../parts/state.tsx'
import type { Column } from '../parts/table/column.ts'
import { DataTable } from '../parts/table/data-table.tsx'
import { When } from '../parts/when.tsx'
import { useAnswer } from '../wire/answer.ts'
import { type Spoken, useWords } from '../words/words.tsx'
import type { RequestList, WaitingRequest } from './answers.ts'
import { AreaTabs } from './area-tabs.tsx'
import classes from './people.module.css'
import { ShortCode } from './short-code.tsx'

/** Certificate requests that wait: the registrar types the code that the applicant reads out. */
export function Page(): ReactElement {
  const { t } = useWords()
  const navigate = useNavigate()
  const list = useAnswer<RequestList>('/requests')
  const open = (request: string): void => void navigate({ to: `/people/requests/${request}` })
  return (
    <>
      <PageHead title={t('people.title')} lead={t('people.requests-lead')} />
      <AreaTabs shown="requests" />
      <div className={classes.above}>
        <FindByCode requests={list.data?.requests ?? []} onFound={open} />
      </div>
      <DataTable
        name={t('people.requests')}
        rows={list.data?.requests}
        columns={columnsOf(t)}
        rowKey={({ request }) => request}
        onOpen={({ request }) => open(request)}
        problem={list.error}
        onRetry={() => void list.refetch()}
        empty={<Empty title={t('people.requests-none')} text={t('people.requests-none-next')} />}
      />
    </>
  )
}

/** Finding a request by its code is comparing it: nobody picks one from a list by its looks. */
function FindByCode(props: {
  readonly requests: readonly WaitingRequest[]
  readonly onFound: (request: string) => void
}): ReactElement {
  const { requests, onFound } = props
  const { t } = useWords()
  const [text, setText] = useState('')
  const code = typedCode(text)
  const found = useMemo(
    () => requests.filter(({ request }) => code !== undefined && shortCode([request]) === code),
    [requests, code],
  )
  const [only] = found
  return (
    <Sheet>
      <form
        className={classes.find}
        onSubmit={(event) => {
          event.preventDefault()
          if (only && found.length === 1) onFound(only.request)
        }}
      >
        <TextInput
          label={t('people.code')}
          description={t('people.code-hint')}
          placeholder="XXXX-XXXX"
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          error={code !== undefined && found.length === 0 && t('people.code-unknown')}
          autoComplete="off"
          spellCheck={false}
          w="16rem"
        />
        <Button type="submit" disabled={found.length !== 1}>
          {t('people.code-open')}
        </Button>
      </form>
      {found.length > 1 && (
        <Alert color="red" variant="light" role="alert" mt="sm" title={t('people.code-twice')}>
          {t('people.code-twice-detail')}
        </Alert>
      )}
    </Sheet>
  )
}

function columnsOf(t: Spoken['t']): readonly Column<WaitingRequest>[] {
  return [
    {
      id: 'code',
      title: t('people.code'),
      value: ({ request }) => shortCode([request]),
      cell: ({ request }) => <ShortCode request={request} />,
      width: 130,
    },
    {
      id: 'waits',
      title: t('people.waits'),
      value: ({ waits }) => waits,
      cell: ({ waits }) => (
        <State tone={waits === 'approval' ? 'warn' : 'calm'}>{t(`people.waits-${waits}`)}</State>
      ),
      choices: (['attestation', 'approval'] as const).map((value) => ({
        value,
        label: t(`people.waits-${value}`),
      })),
      width: '1fr',
    },
    {
      id: 'as',
      title: t('people.attested-as'),
      value: ({ attested }) => (attested ? `${attested.name} ${attested.id}` : ''),
      cell: ({ attested }) => attested && <Person id={attested.id} name={attested.name} />,
      width: '1.5fr',
    },
    {
      id: 'by',
      title: t('people.attested-by'),
      value: ({ attested }) => attested?.by ?? '',
      cell: ({ attested }) => attested && <Person id={attested.by} isShort />,
      width: '1fr',
    },
    {
      id: 'received',
      title: t('people.received'),
      value: ({ received }) => received,
      cell: ({ received }) => <When iso={received} as="ago" />,
      width: 150,
    },
  ]
}
