import { Button, Group } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import type { ReactElement } from 'react'
import { useGuided } from '../parts/act/guided.tsx'
import { useMay } from '../parts/act/situation.ts'
import { useWords } from '../words/words.tsx'
import type { WaitingRequest } from './answers.ts'
import { ShortCode } from './short-code.tsx'

/** Rejects a request, for a reason that its sender reads. */
export function Reject({ one }: { readonly one: WaitingRequest }): ReactElement | undefined {
  const { t } = useWords()
  const may = useMay()
  const guided = useGuided()
  const navigate = useNavigate()
  const { request } = one
  const object = `request/${request}`
  if (!may('request.reject', object)) return undefined
  const reject = async (): Promise<void> => {
    const receipts = await guided.run({
      title: t('people.reject'),
      act: 'request.reject',
      object,
      input: { request },
      says: [{ label: t('people.code'), value: <ShortCode request={request} isLarge /> }],
      asks: ['reason'],
    })
    if (receipts) await navigate({ to: '/people/requests' })
  }
  return (
    <Group>
      <Button variant="subtle" c="var(--bad)" onClick={() => void reject()}>
        {t('people.reject')}
      </Button>
    </Group>
  )
}
