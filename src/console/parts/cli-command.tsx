import { ActionIcon, CopyButton, Tooltip } from '@mantine/core'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import type { ReactElement } from 'react'
import { useWords } from '../words/words.tsx'
import classes from './parts.module.css'

/** A command that does the same, to copy. */
export function CliCommand({ command }: { readonly command: string }): ReactElement {
  const { t } = useWords()
  return (
    <div className={classes.command}>
      <code>{command}</code>
      <CopyButton value={command}>
        {({ copied, copy }) => (
          <Tooltip label={t(copied ? 'common.copied' : 'common.copy')}>
            <ActionIcon variant="subtle" color="gray" onClick={copy} aria-label={t('common.copy-command')}>
              {copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}
            </ActionIcon>
          </Tooltip>
        )}
      </CopyButton>
    </div>
  )
}
