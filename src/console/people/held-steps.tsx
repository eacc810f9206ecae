import { Anchor, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { ReactElement } from 'react'
import { Sheet } from '../parts/sheet.tsx'
import { When } from '../parts/when.tsx'
import { useWords } from '../words/words.tsx'
import type { StepShown } from './answers.ts'
import classes from './people.module.css'

/** The steps somebody holds in cases that are shown to the reader. */
export function HeldSteps({ steps }: { readonly steps: readonly StepShown[] }): ReactElement {
  const { t, pick } = useWords()
  return (
    <Sheet title={t('people.steps')}>
      {steps.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t('people.steps-none')}
        </Text>
      ) : (
        <ul className={classes.list}>
          {steps.map(({ case: of, step, title, stepTitle, deadline }) => (
            <li key={`${of} ${step}`}>
              <span>
                <Anchor component={Link} to={`/cases/${of}`} size="sm">
                  {stepTitle ? pick(stepTitle) : step}
                </Anchor>
                <Text size="xs" c="dimmed">
                  {t('people.step-of', { procedure: pick(title), case: of })}
                </Text>
              </span>
              {deadline !== undefined && (
                <Text size="xs" c="dimmed" component="span">
                  {t('people.until')} <When iso={deadline} />
                </Text>
              )}
            </li>
          ))}
        </ul>
      )}
      {steps.length > 0 && (
        <Text size="xs" c="dimmed" mt="xs">
          {t('people.steps-note')}
        </Text>
      )}
    </Sheet>
  )
}
