import { Anchor, Button, Group, Stack, Text, Title } from '@mantine/core'
import { type ReactElement, useState } from 'react'
import type { BrowserKey } from '../keys/browser-key.ts'
import type { Keyring } from '../keys/keyring.ts'
import { useGuided } from '../parts/act/guided.tsx'
import { Digest } from '../parts/digest.tsx'
import { Failed } from '../parts/failed.tsx'
import { PageHead } from '../parts/page-head.tsx'
import { Person } from '../parts/person.tsx'
import { Sheet } from '../parts/sheet.tsx'
import { State } from '../parts/state.tsx'
import { Waiting } from '../parts/waiting.tsx'
import { useAnswer } from '../wire/answer.ts'
import { useFormats } from '../words/formats.ts'
import { useWords } from '../words/words.tsx'
import { identitiesAmong, useBrowserKeys } from './browser-keys.ts'
import { documentsErrand, fetchCertificate, issuedBy } from './enrolment.ts'
import { Notice } from './notice.tsx'
import { SureButton } from './sure-button.tsx'

/** The keys of this browser: the one that signed in, the one for documents, and those of others. */
export function Page(): ReactElement {
  const { t } = useWords()
  const session = useAnswer<{ readonly key: string }>('/session')
  const [found, look] = useBrowserKeys()
  const isOpen = found.kind === 'open' && session.data !== undefined
  return (
    <>
      <PageHead title={t('enrol.keys')} lead={t('enrol.keys-lead')} />
      {session.isError && <Failed problem={session.error} />}
      {found.kind === 'none-kept' && <Failed problem={found.problem} />}
      {!isOpen && !session.isError && found.kind === 'opening' && <Waiting />}
      {isOpen && (
        <Keys keyring={found.keyring} keys={found.keys} signedIn={session.data.key} onChanged={look} />
      )}
    </>
  )
}

function Keys(props: {
  readonly keyring: Keyring
  readonly keys: readonly BrowserKey[]
  /** Thumbprint of the key by which the reader is known. */
  readonly signedIn: string
  readonly onChanged: () => Promise<void>
}): ReactElement {
  const { keyring, keys, signedIn, onChanged } = props
  const { t } = useWords()
  const own = keys.find(({ thumbprint }) => thumbprint === signedIn)
  const others = identitiesAmong(keys).filter((key) => key !== own)
  const papers = keys.find(({ use, id }) => use === 'documents' && id !== undefined && id === own?.id)
  return (
    <Stack gap="md" maw="46rem">
      {own ? (
        <>
          <KeySheet
            of={own}
            title={t('enrol.key-acts')}
            state={<State tone="good">{t('enrol.in-use')}</State>}
          />
          <Papers {...{ keyring, own, papers, onChanged }} />
        </>
      ) : (
        <Notice tone="warn" title={t('enrol.no-own-key')}>
          <Stack gap="xs" align="flex-start">
            <Text size="sm">{t('enrol.no-own-key-next')}</Text>
            <Anchor href="/console/enrol" size="sm">
              {t('enrol.begin')}
            </Anchor>
          </Stack>
        </Notice>
      )}
      {others.length > 0 && <Title order={2}>{t('enrol.other-keys')}</Title>}
      {others.map((key) => (
        <KeySheet key={key.thumbprint} of={key} title={t('enrol.key-acts')}>
          <SureButton
            label={t('enrol.forget')}
            sure={t('enrol.forget-sure')}
            onSure={() => keyring.forget(key.thumbprint).then(onChanged)}
          />
        </KeySheet>
      ))}
    </Stack>
  )
}

/** The key for documents: certified by its holder, with the key that is certified already. */
function Papers(props: {
  readonly keyring: Keyring
  readonly own: BrowserKey
  readonly papers: BrowserKey | undefined
  readonly onChanged: () => Promise<void>
}): ReactElement {
  const { keyring, own, papers, onChanged } = props
  const { t } = useWords()
  const { run } = useGuided()
  const [problem, setProblem] = useState<unknown>()
  const certify = async (): Promise<void> => {
    setProblem(undefined)
    try {
      const key = papers ?? (await keyring.make('documents', own.name ?? ''))
      if (!papers && own.id !== undefined) await keyring.keep(key.thumbprint, { id: own.id })
      const title = t('enrol.certify-papers')
      const says = [
        { label: t('enrol.says-who'), value: <Person id={own.id ?? ''} name={own.name} /> },
        { label: t('enrol.says-use'), value: t('enrol.says-use-papers') },
      ]
      const receipts = await run({ ...(await documentsErrand(key, own.serial ?? '')), title, says })
      const serial = receipts && issuedBy(receipts)
      if (serial !== undefined) await fetchCertificate(keyring, key, serial)
    } catch (caught) {
      setProblem(caught)
    }
    await onChanged()
  }
  if (papers?.serial !== undefined) {
    const state = <State tone="good">{t('enrol.in-use')}</State>
    return <KeySheet of={papers} title={t('enrol.key-documents')} state={state} />
  }
  return (
    <Sheet title={t('enrol.key-documents')} actions={<State tone="warn">{t('enrol.not-certified')}</State>}>
      <Stack gap="sm" align="flex-start">
        <Text size="sm">{t('enrol.certify-why')}</Text>
        {problem !== undefined && <Failed problem={problem} />}
        <Button onClick={() => void certify()}>{t('enrol.certify-papers')}</Button>
      </Stack>
    </Sheet>
  )
}

function KeySheet(props: {
  readonly of: BrowserKey
  readonly title: string
  readonly state?: ReactElement
  readonly children?: ReactElement
}): ReactElement {
  const { of, title, state, children } = props
  const { t } = useWords()
  const { day } = useFormats()
  return (
    <Sheet title={title} actions={state}>
      <Stack gap="xs" align="flex-start">
        <Text>
          <Person id={of.id ?? ''} name={of.name} />
        </Text>
        <Group gap="lg">
          <Text size="sm" c="dimmed">
            {t('enrol.made', { day: day(of.made) })}
          </Text>
          {of.serial !== undefined && (
            <Text size="sm" c="dimmed" component="span">
              {t('enrol.certificate')} <Digest value={of.serial} />
            </Text>
          )}
        </Group>
        {children}
      </Stack>
    </Sheet>
  )
}
