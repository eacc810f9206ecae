import { ActionIcon, CopyButton, Tooltip } from '@mantine/core'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import type { ReactElement } from 'react'
import { useWords } from '../words/words.tsx'
import classes from './parts.module.css'

/** Characters of a digest that are shown: enough to compare two at a glance, the whole is copied. */
const shownCharacters = 12

/** A digest, serial number or key: shortened, with a button that copies all of it. */
export function Digest({ value }: { readonly value: string }): ReactElement {
  const { t } = useWords()
  const isShort = value.length <= shownCharacters + 4
  return (
    <span className={classes.digest}>
      <span title={value}>{isShort ? value : `${value.slice(0, shownCharacters)}…`}</span>
      <CopyButton value={value}>
        {({ copied, copy }) => (
          <Tooltip label={t(copied ? 'common.copied' : 'common.copy')}>
            <ActionIcon size="sm" variant="subtle" color="gray" onClick={copy} aria-label={t('common.copy')}>
              {copied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />}
            </ActionIcon>
          </Tooltip>
        )}
      </CopyButton>
    </span>
  )
}
