import { Tabs } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import type { ReactElement } from 'react'
import { PageHead } from '../parts/page-head.tsx'
import { useWords } from '../words/words.tsx'

const places = {
  sign: '/documents',
  verify: '/documents/verify',
  signatures: '/documents/signatures',
  extend: '/documents/extend',
} as const

const tabs = ['sign', 'verify', 'signatures', 'extend'] as const

/** The head of the pages of documents, and the way from one to another. */
export function DocumentsHead({ at }: { readonly at: keyof typeof places }): ReactElement {
  const { t } = useWords()
  const navigate = useNavigate()
  return (
    <>
      <PageHead title={t('documents.title')} lead={t(`documents.${at}-lead`)} />
      <Tabs
        value={at}
        mb="lg"
        onChange={(next) => {
          const tab = tabs.find((one) => one === next)
          if (tab !== undefined) void navigate({ to: places[tab] })
        }}
      >
        <Tabs.List>
          {tabs.map((place) => (
            <Tabs.Tab key={place} value={place}>
              {t(`documents.${place}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
      </Tabs>
    </>
  )
}
