import { Button, Stack, Text, Title } from '@mantine/core'
import { type ReactElement, useEffect, useState } from 'react'
import { ask } from '../wire/ask.ts'
import { Problem } from '../wire/problem.ts'
import { useWords } from '../words/words.tsx'

/** Whether keys can be kept here: they belong to an address, and only over TLS nobody changes its pages. */
export function isHttps(): boolean {
  return location.protocol === 'https:'
}

/** Says where to sign in instead. */
export function HttpsNeeded(): ReactElement {
  const { t } = useWords()
  const [url, setUrl] = useState<string>()
  useEffect(() => {
    ask('/session').catch((problem: unknown) => {
      const told = problem instanceof Problem ? problem.members['url'] : undefined
      if (typeof told === 'string') setUrl(told)
    })
  }, [])
  return (
    <Stack gap="md" align="flex-start">
      <Title order={1}>{t('enrol.https')}</Title>
      <Text size="sm">{t('enrol.https-why')}</Text>
      {url !== undefined && (
        <Button component="a" href={`${url}/console/`}>
          {t('enrol.https-open')}
        </Button>
      )}
    </Stack>
  )
}
