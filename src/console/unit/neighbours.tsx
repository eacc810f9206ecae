import { Stack, Text } from '@mantine/core'
import type { ReactElement } from 'react'
import { Sheet } from '../parts/sheet.tsx'
import { State } from '../parts/state.tsx'
import { When } from '../parts/when.tsx'
import { useWords, Words } from '../words/words.tsx'
import type { Health, Peer } from './health.ts'

/** What the unit publishes for others, and how hearing from those it follows goes. */
export function Neighbours({ health }: { readonly health: Health }): ReactElement {
  const { t } = useWords()
  const { bundle, peers } = health
  return (
    <Sheet title={t('unit.bundle')}>
      <Stack gap="xs">
        <Text size="sm">
          {bundle ? (
            <Words
              id="unit.bundle-number"
              values={{ number: bundle.number }}
              components={{ 0: <When iso={bundle.until} as="ago" /> }}
            />
          ) : (
            t('unit.bundle-none')
          )}
        </Text>
        <Text size="sm" fw={600} mt="xs">
          {t('unit.peers')}
        </Text>
        {peers.length === 0 && (
          <Text size="sm" c="dimmed">
            {t('unit.peers-none')}
          </Text>
        )}
        {peers.map((peer) => (
          <PeerLine key={peer.unit} peer={peer} />
        ))}
      </Stack>
    </Sheet>
  )
}

function PeerLine({ peer }: { readonly peer: Peer }): ReactElement {
  const { t } = useWords()
  const { unit, fetched, problem, detail } = peer
  return (
    <Text size="sm" component="div">
      <bdi>{unit}</bdi>{' '}
      {problem === undefined ? (
        fetched !== undefined && (
          <Words id="unit.peer-fetched" components={{ 0: <When iso={fetched} as="ago" /> }} />
        )
      ) : (
        <State tone="warn">{t('unit.peer-failing', { problem: detail ?? problem })}</State>
      )}
    </Text>
  )
}
