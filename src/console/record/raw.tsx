import { Tabs } from '@mantine/core'
import type { ReactElement } from 'react'
import { Sheet } from '../parts/sheet.tsx'
import type { Report } from '../proof/report.ts'
import { useWords } from '../words/words.tsx'
import classes from './record.module.css'

/** The entry as it stands in the record: what was signed, the envelope around it, the whole. */
export function Raw({ report }: { readonly report: Report }): ReactElement | null {
  const { t } = useWords()
  const { act, entry, receipt } = report
  if (!act || !entry) return null
  const texts = {
    act,
    envelope: entry.envelope,
    grant: entry.grant,
    events: entry.events,
    checkpoint: receipt.checkpoint,
  }
  return (
    <Sheet title={t('record.raw')}>
      <Tabs defaultValue="act" keepMounted={false} activateTabWithKeyboard>
        <Tabs.List mb="sm">
          {Object.keys(texts).map((name) => (
            <Tabs.Tab key={name} value={name}>
              {t(`record.raw-${name}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {Object.entries(texts).map(([name, value]) => (
          <Tabs.Panel key={name} value={name}>
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard */}
            <pre className={classes.raw} tabIndex={0}>
              {typeof value === 'string' ? value : JSON.stringify(value, null, 2)}
            </pre>
          </Tabs.Panel>
        ))}
      </Tabs>
    </Sheet>
  )
}
