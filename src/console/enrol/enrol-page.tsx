import { Stack } from '@mantine/core'
import type { ReactElement } from 'react'
import { Waiting } from '../parts/waiting.tsx'
import { BareFrame } from '../shell/bare-frame.tsx'
import { useWords } from '../words/words.tsx'
import { useBrowserKeys, waitingAmong } from './browser-keys.ts'
import { HttpsNeeded, isHttps } from './https-needed.tsx'
import { NameForm } from './name-form.tsx'
import { Notice } from './notice.tsx'
import { RequestState } from './request-state.tsx'

/** Brings a browser into the unit: makes its keys, asks for a certificate and waits for it. */
export function Page(): ReactElement {
  return <BareFrame>{isHttps() ? <Enrolment /> : <HttpsNeeded />}</BareFrame>
}

/** Where it stands is what the browser keeps, so that nothing is lost when the page is closed. */
function Enrolment(): ReactElement {
  const { t } = useWords()
  const [found, look] = useBrowserKeys()
  if (found.kind === 'opening') return <Waiting />
  if (found.kind === 'none-kept') {
    return (
      <Notice tone="bad" title={t('enrol.none-kept')}>
        {t('enrol.none-kept-next')}
      </Notice>
    )
  }
  const { keyring, keys } = found
  const waiting = waitingAmong(keys)
  return (
    <Stack gap="lg">
      {waiting ? (
        <RequestState key={waiting.thumbprint} keyring={keyring} own={waiting} onChanged={look} />
      ) : (
        <NameForm keyring={keyring} onBegun={look} />
      )}
    </Stack>
  )
}
