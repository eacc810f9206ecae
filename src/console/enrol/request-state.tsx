import { Button, Group, Stack, Text, Title } from '@mantine/core'
import { IconCircleCheckFilled, IconCircleDashed, IconCircleDot } from '@tabler/icons-react'
import { type ReactElement, useCallback, useEffect, useState } from 'react'
import type { BrowserKey } from '../keys/browser-key.ts'
import { shortCode } from '../keys/code.ts'
import type { Keyring } from '../keys/keyring.ts'
import { signIn } from '../keys/sign-in.ts'
import { Failed } from '../parts/failed.tsx'
import { ask } from '../wire/ask.ts'
import { Problem } from '../wire/problem.ts'
import { useWords } from '../words/words.tsx'
import classes from './enrol.module.css'
import { fetchCertificate, forgetWaiting, type RequestShown, sendRequest } from './enrolment.ts'
import { Notice } from './notice.tsx'
import { remember } from './remembered.ts'
import { SureButton } from './sure-button.tsx'

/** Two people look at it, which takes minutes; a page that is open all day asks no more than this. */
const askMilliseconds = 3_000

interface OwnRequest {
  readonly keyring: Keyring
  readonly own: BrowserKey
  /** Something else lies in the browser now. */
  readonly onChanged: () => Promise<void>
}

/** A request on its way to a certificate, with the code that its sender reads out. */
export function RequestState(props: OwnRequest): ReactElement {
  const { keyring, own, onChanged } = props
  const { request } = own
  const { shown, problem } = useRequest(request)
  const forget = async (): Promise<void> => {
    await forgetWaiting(keyring, own)
    await onChanged()
  }
  if (request === undefined) return <Unsent {...props} onForgotten={forget} />
  if (shown?.end === 'rejected') return <Rejected reason={shown.reason ?? ''} onAgain={forget} />
  if (problem?.kind === 'request-not-found') return <Rejected onAgain={forget} />
  if (shown?.end === 'issued') return <Issued keyring={keyring} own={own} serial={shown.serial ?? ''} />
  return <Pending request={request} own={own} waits={shown?.waits} problem={problem} onForgotten={forget} />
}

/** What became of a request, asked until it ended. */
function useRequest(request: string | undefined) {
  const [shown, setShown] = useState<RequestShown>()
  const [problem, setProblem] = useState<Problem>()
  const isOver = shown?.end !== undefined || problem?.kind === 'request-not-found'
  useEffect(() => {
    if (request === undefined || isOver) return undefined
    const look = async (): Promise<void> => {
      try {
        setShown(await ask<RequestShown>(`/requests/${request}`))
        setProblem(undefined)
      } catch (caught) {
        if (!(caught instanceof Problem)) throw caught
        setProblem(caught)
      }
    }
    void look()
    const timer = setInterval(() => void look(), askMilliseconds)
    return () => clearInterval(timer)
  }, [request, isOver])
  return { shown, problem }
}

function Pending(props: {
  readonly request: string
  readonly own: BrowserKey
  readonly waits: RequestShown['waits']
  readonly problem: Problem | undefined
  readonly onForgotten: () => Promise<void>
}): ReactElement {
  const { request, own, waits, problem, onForgotten } = props
  const { t } = useWords()
  return (
    <Stack gap="md">
      <Title order={1}>{t('enrol.show-code')}</Title>
      <Text size="sm">{t('enrol.show-code-how')}</Text>
      <output className={classes.code} aria-label={t('enrol.code')}>
        {shortCode([request])}
      </output>
      <Text size="sm" ta="center">
        <bdi>{own.name}</bdi>
      </Text>
      <Steps done={waits === 'approval' ? 2 : 1} />
      <Text size="sm" c="dimmed">
        {t('enrol.may-close')}
      </Text>
      {problem !== undefined && <Failed problem={problem} />}
      <Group>
        <SureButton label={t('enrol.give-up')} sure={t('enrol.give-up-sure')} onSure={onForgotten} />
      </Group>
    </Stack>
  )
}

const steps = ['sent', 'attested', 'approved'] as const

/** The way of a request: what is done, what is going on, what is to come. */
function Steps({ done }: { readonly done: number }): ReactElement {
  const { t } = useWords()
  return (
    <ol className={classes.steps} aria-label={t('enrol.steps')} aria-live="polite">
      {steps.map((step, at) => (
        <li key={step} data-state={at < done ? 'done' : at === done ? 'now' : 'open'}>
          {at < done ? (
            <IconCircleCheckFilled size={22} aria-hidden />
          ) : at === done ? (
            <IconCircleDot size={22} aria-hidden />
          ) : (
            <IconCircleDashed size={22} aria-hidden />
          )}
          <div>
            <Text size="sm" fw={at === done ? 600 : 400}>
              {t(`enrol.step-${step}`)}
            </Text>
            {at === done && (
              <Text size="xs" c="dimmed">
                {t(`enrol.now-${step}`)}
              </Text>
            )}
          </div>
        </li>
      ))}
    </ol>
  )
}

/** Keys were made and nobody knows whether the request arrived. */
function Unsent(props: OwnRequest & { readonly onForgotten: () => Promise<void> }): ReactElement {
  const { keyring, own, onChanged, onForgotten } = props
  const { t } = useWords()
  const [problem, setProblem] = useState<unknown>()
  const send = (): void => {
    setProblem(undefined)
    sendRequest(keyring, own).then(onChanged, setProblem)
  }
  return (
    <Stack gap="md">
      <Title order={1}>{t('enrol.unsent')}</Title>
      <Text size="sm">{t('enrol.unsent-why')}</Text>
      {problem !== undefined && <Failed problem={problem} />}
      <Group>
        <Button onClick={send}>{t('enrol.send')}</Button>
        <SureButton label={t('enrol.give-up')} sure={t('enrol.give-up-sure')} onSure={onForgotten} />
      </Group>
    </Stack>
  )
}

/** Rejected with a reason, or forgotten by the unit because nobody came for two weeks. */
function Rejected(props: { readonly reason?: string; readonly onAgain: () => Promise<void> }): ReactElement {
  const { reason, onAgain } = props
  const { t } = useWords()
  return (
    <Stack gap="md" align="flex-start">
      <Title order={1}>{t(reason === undefined ? 'enrol.lapsed' : 'enrol.rejected')}</Title>
      {reason === undefined ? (
        <Text size="sm">{t('enrol.lapsed-why')}</Text>
      ) : (
        <Notice tone="bad" title={t('enrol.rejected-reason')}>
          <bdi>{reason}</bdi>
        </Notice>
      )}
      <Button onClick={() => void onAgain()}>{t('enrol.begin-again')}</Button>
    </Stack>
  )
}

/** The certificate is there: it is fetched at once, and one button signs in with it. */
function Issued(props: {
  readonly keyring: Keyring
  readonly own: BrowserKey
  readonly serial: string
}): ReactElement {
  const { keyring, own, serial } = props
  const { t } = useWords()
  const [isKept, setKept] = useState(false)
  const [isBusy, setBusy] = useState(false)
  const [problem, setProblem] = useState<unknown>()
  const fetchIt = useCallback(() => {
    setProblem(undefined)
    fetchCertificate(keyring, own, serial).then(() => setKept(true), setProblem)
  }, [keyring, own, serial])
  useEffect(fetchIt, [fetchIt])
  const enter = async (): Promise<void> => {
    setBusy(true)
    try {
      const { session } = await signIn({ ...own, serial })
      remember({ id: session.reader.id, name: own.name ?? session.reader.id })
      // The key for documents is certified there by its holder.
      location.assign('/console/keys')
    } catch (caught) {
      setProblem(caught)
      setBusy(false)
    }
  }
  return (
    <Stack gap="md" align="flex-start">
      <Title order={1}>{t('enrol.issued')}</Title>
      <Text size="sm">{t('enrol.issued-what', { name: own.name ?? '' })}</Text>
      {problem !== undefined && <Failed problem={problem} {...(isKept ? {} : { retry: fetchIt })} />}
      <Button onClick={() => void enter()} loading={isBusy} disabled={!isKept}>
        {t('enrol.sign-in-first')}
      </Button>
    </Stack>
  )
}
