import { Group, Tabs } from '@mantine/core'
import type { ReactElement } from 'react'
import { useAddress } from '../parts/address.ts'
import { Failed } from '../parts/failed.tsx'
import { PageHead } from '../parts/page-head.tsx'
import { Waiting } from '../parts/waiting.tsx'
import { useAnswer } from '../wire/answer.ts'
import { useWords } from '../words/words.tsx'
import type { Chart } from './answers.ts'
import { AwayView } from './away-view.tsx'
import { ChartView } from './chart-view.tsx'
import { DelegationsView } from './delegations-view.tsx'
import { DependenceView } from './dependence-view.tsx'
import { EstablishOffice } from './establish-office.tsx'
import { DeclareAbsence } from './own-absence.tsx'
import { WaitingDecisions } from './waiting-decisions.tsx'

const tabs = ['chart', 'dependence', 'away', 'delegations'] as const

/** The unit as its offices: who holds them, who is away, and what hangs on single people. */
export function Page(): ReactElement {
  const { t } = useWords()
  const { values, set } = useAddress()
  const chart = useAnswer<Chart>('/organization')
  const tab = tabs.find((one) => one === values['tab']) ?? 'chart'
  return (
    <>
      <PageHead
        title={t('organisation.title')}
        lead={t('organisation.lead')}
        actions={
          <Group gap="xs">
            <DeclareAbsence />
            <EstablishOffice />
          </Group>
        }
      />
      {chart.data && <WaitingDecisions chart={chart.data} />}
      <Tabs
        value={tab}
        onChange={(chosen) => set({ tab: chosen === null || chosen === 'chart' ? undefined : chosen })}
        keepMounted={false}
      >
        <Tabs.List mb="md">
          {tabs.map((one) => (
            <Tabs.Tab key={one} value={one}>
              {t(`organisation.tab-${one}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="chart">
          {chart.isError && <Failed problem={chart.error} retry={() => void chart.refetch()} />}
          {chart.isPending && <Waiting rows={6} />}
          {chart.data && <ChartView chart={chart.data} />}
        </Tabs.Panel>
        <Tabs.Panel value="dependence">
          <DependenceView />
        </Tabs.Panel>
        <Tabs.Panel value="away">
          <AwayView chart={chart.data} />
        </Tabs.Panel>
        <Tabs.Panel value="delegations">
          <DelegationsView />
        </Tabs.Panel>
      </Tabs>
    </>
  )
}
