import { Text } from '@mantine/core'
import type { ReactElement } from 'react'
import { useWords } from '../words/words.tsx'

/** How somebody signs in: with a certificate of this browser, or by that of the connection. */
export function SignIn(_props: {
  /** Called when the unit knows who reads. */
  readonly onSignedIn: () => void
  /** In the dialog over a page whose session ended, not as a page. */
  readonly again?: boolean
}): ReactElement {
  const { t } = useWords()
  return <Text>{t('enrol.sign-in')}</Text>
}
