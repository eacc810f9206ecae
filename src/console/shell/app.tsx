import { i18n } from '@lingui/core'
import { I18nProvider } from '@lingui/react'
import { MantineProvider } from '@mantine/core'
import { Notifications } from '@mantine/notifications'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { type ReactElement, useState } from 'react'
import { answers } from '../wire/answer.ts'
import { consoleRouter } from './router.tsx'
import { styleNonce } from './style-nonce.ts'
import { contrastVariables, theme } from './theme.ts'

/** Everything around the pages. */
export function App(): ReactElement {
  const [client] = useState(answers)
  const [router] = useState(consoleRouter)
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={contrastVariables}
      defaultColorScheme="auto"
      getStyleNonce={styleNonce}
    >
      <I18nProvider i18n={i18n}>
        <QueryClientProvider client={client}>
          <Notifications position="bottom-right" />
          <RouterProvider router={router} />
        </QueryClientProvider>
      </I18nProvider>
    </MantineProvider>
  )
}
