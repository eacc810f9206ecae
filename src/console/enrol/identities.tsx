import { Button, Group, Radio, Stack, Text } from '@mantine/core'
import { type ReactElement, useState } from 'react'
import type { BrowserKey } from '../keys/browser-key.ts'
import { Person } from '../parts/person.tsx'
import { useFormats } from '../words/formats.ts'
import { useWords } from '../words/words.tsx'
import classes from './enrol.module.css'
import { SureButton } from './sure-button.tsx'

/** The certificates of this browser to choose from, and the button that signs in with one. */
export function Identities(props: {
  readonly identities: readonly BrowserKey[]
  readonly isBusy: boolean
  readonly onChosen: (key: BrowserKey) => Promise<void>
  readonly onForgotten: (key: BrowserKey) => Promise<void>
}): ReactElement {
  const { identities, isBusy, onChosen, onForgotten } = props
  const { t } = useWords()
  const [wanted, setWanted] = useState<string>()
  const chosen = identities.find(({ thumbprint }) => thumbprint === wanted) ?? identities[0]
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (chosen) void onChosen(chosen)
      }}
    >
      <Stack gap="md">
        {identities.length === 1 && chosen ? (
          <div className={classes.identity}>
            <Facts of={chosen} />
          </div>
        ) : (
          <Radio.Group
            label={t('enrol.choose')}
            value={chosen?.thumbprint ?? ''}
            onChange={(thumbprint) => setWanted(thumbprint)}
          >
            <Stack gap="xs" mt="xs">
              {identities.map((key) => (
                <Group
                  key={key.thumbprint}
                  className={classes.identity}
                  justify="space-between"
                  wrap="nowrap"
                >
                  <Radio value={key.thumbprint} label={<Facts of={key} />} />
                  <SureButton
                    label={t('enrol.forget')}
                    sure={t('enrol.forget-sure')}
                    onSure={() => onForgotten(key)}
                  />
                </Group>
              ))}
            </Stack>
          </Radio.Group>
        )}
        <Button type="submit" loading={isBusy} fullWidth data-autofocus>
          {t('enrol.sign-in-as', { name: chosen?.name ?? chosen?.id ?? '' })}
        </Button>
      </Stack>
    </form>
  )
}

function Facts({ of }: { readonly of: BrowserKey }): ReactElement {
  const { t } = useWords()
  const { day } = useFormats()
  return (
    <>
      <Text component="span" display="block">
        <Person id={of.id ?? ''} name={of.name} />
      </Text>
      <Text component="span" display="block" size="xs" c="dimmed">
        {t('enrol.made', { day: day(of.made) })}
      </Text>
    </>
  )
}
