import { Anchor, Button, Collapse, Stack, Text, Title } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { notifications } from '@mantine/notifications'
import { type ReactElement, useEffect, useEffectEvent, useState } from 'react'
import type { BrowserKey } from '../keys/browser-key.ts'
import { signIn } from '../keys/sign-in.ts'
import { Failed } from '../parts/failed.tsx'
import { Waiting } from '../parts/waiting.tsx'
import { Problem } from '../wire/problem.ts'
import { sessionBegins } from '../wire/session-end.ts'
import { useFormats } from '../words/formats.ts'
import { useWords } from '../words/words.tsx'
import { identitiesAmong, useBrowserKeys, waitingAmong } from './browser-keys.ts'
import { HttpsNeeded, isHttps } from './https-needed.tsx'
import { Identities } from './identities.tsx'
import { ImportFile } from './import-file.tsx'
import { Notice } from './notice.tsx'
import { remember, remembered } from './remembered.ts'

interface SignInProps {
  /** Called when the unit knows who reads. */
  readonly onSignedIn: () => void
  /** In the dialog over a page whose session ended, not as a page. */
  readonly again?: boolean
}

/** How somebody signs in: with a certificate of this browser, or by that of the connection. */
export function SignIn(props: SignInProps): ReactElement {
  return isHttps() ? <SignInHere {...props} /> : <HttpsNeeded />
}

function SignInHere({ onSignedIn, again = false }: SignInProps): ReactElement {
  const { t } = useWords()
  const [found, look] = useBrowserKeys()
  const entry = useSignIn(onSignedIn, again)
  const [isImporting, { toggle }] = useDisclosure()
  if (found.kind === 'opening') return <Waiting rows={3} />
  if (found.kind === 'none-kept') return <NoneKept />
  const identities = identitiesAmong(found.keys)
  return (
    <Stack gap="md">
      {!again && <Title order={1}>{t('enrol.sign-in')}</Title>}
      {identities.length > 0 ? (
        <Identities
          identities={identities}
          isBusy={entry.isBusy}
          onChosen={entry.begin}
          onForgotten={async (key) => {
            await found.keyring.forget(key.thumbprint)
            await look()
          }}
        />
      ) : (
        <NoIdentity waiting={waitingAmong(found.keys)} />
      )}
      {entry.problem !== undefined && (
        <Failed problem={entry.problem}>
          {isOver(entry.problem) && (
            <Anchor href="/console/enrol" size="sm">
              {t('enrol.begin-anew')}
            </Anchor>
          )}
        </Failed>
      )}
      <Anchor
        component="button"
        type="button"
        size="sm"
        ta="start"
        onClick={toggle}
        aria-expanded={isImporting}
      >
        {t('enrol.other-ways')}
      </Anchor>
      <Collapse expanded={isImporting}>
        <Stack gap="md">
          {identities.length > 0 && (
            <Text size="sm">
              <Anchor href="/console/enrol">{t('enrol.another')}</Anchor>
            </Text>
          )}
          <ImportFile keyring={found.keyring} onTaken={entry.begin} />
          <Text size="sm" c="dimmed">
            {t('enrol.by-connection')}
          </Text>
        </Stack>
      </Collapse>
    </Stack>
  )
}

const over = new Set(['certificate-revoked', 'certificate-expired', 'certificate-not-found', 'visit-over'])

/** Whether no signing in will ever come of this certificate. */
function isOver(problem: unknown): boolean {
  return problem instanceof Problem && over.has(problem.kind)
}

/** What signing in is at, and how it is begun. */
function useSignIn(onSignedIn: () => void, again: boolean) {
  const { t } = useWords()
  const { span } = useFormats()
  const [isBusy, setBusy] = useState(false)
  const [problem, setProblem] = useState<unknown>()
  const begin = async (key: BrowserKey): Promise<void> => {
    setBusy(true)
    setProblem(undefined)
    try {
      const { session, clockBehind } = await signIn(key)
      const { id } = session.reader
      const before = remembered()
      remember({ id, name: key.name ?? id })
      if (clockBehind !== 0) {
        notifications.show({
          title: t('enrol.clock'),
          message: t('enrol.clock-why', { span: span(Math.abs(clockBehind)) }),
          color: 'orange',
          styles: { description: { color: 'var(--mantine-color-text)' } },
          autoClose: false,
        })
      }
      // What another person typed or saw is not for this one.
      if (again && before !== undefined && before.id !== id) location.assign('/console/')
      else {
        sessionBegins.tell()
        onSignedIn()
      }
    } catch (caught) {
      setProblem(caught)
    }
    setBusy(false)
  }
  const goOn = useEffectEvent(onSignedIn)
  // Another window may have signed in meanwhile, or a card was put in. Nobody is to be told when not.
  useEffect(() => {
    if (!again) return undefined
    const look = (): void => {
      fetch('/session').then(
        (answer) => answer.ok && goOn(),
        () => undefined,
      )
    }
    look()
    window.addEventListener('focus', look)
    return () => window.removeEventListener('focus', look)
  }, [again])
  return { begin, isBusy, problem }
}

function NoIdentity({ waiting }: { readonly waiting: BrowserKey | undefined }): ReactElement {
  const { t } = useWords()
  const gone = remembered()
  if (waiting) {
    return (
      <Stack gap="md" align="flex-start">
        <Text size="sm">{t('enrol.waits', { name: waiting.name ?? '' })}</Text>
        <Button component="a" href="/console/enrol">
          {t('enrol.go-on')}
        </Button>
      </Stack>
    )
  }
  return (
    <Stack gap="md" align="flex-start">
      {gone ? (
        <Notice tone="warn" title={t('enrol.gone', { name: gone.name })}>
          {t('enrol.gone-next')}
        </Notice>
      ) : (
        <Text size="sm">{t('enrol.no-key')}</Text>
      )}
      <Button component="a" href="/console/enrol">
        {t('enrol.begin')}
      </Button>
    </Stack>
  )
}

function NoneKept(): ReactElement {
  const { t } = useWords()
  return (
    <Notice tone="bad" title={t('enrol.none-kept')}>
      {t('enrol.none-kept-next')}
    </Notice>
  )
}
