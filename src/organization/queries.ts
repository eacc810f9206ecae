import { z } from 'zod'
import { accept, certain } from '#fault'
import { defineQuery } from '#unit'
import { officesOf, organizationChart } from './state.ts'

const chart = defineQuery({
  name: 'organization.show',
  label: 'the offices and who holds them',
  path: '/organization',
  input: z.strictObject({}),
  access: { by: 'member' },
  answer: ({ state }) => accept({ offices: organizationChart(state) }),
})

const mine = defineQuery({
  name: 'office.mine',
  label: 'the offices I hold',
  path: '/me/offices',
  input: z.strictObject({}),
  access: { by: 'member', visitors: true },
  answer: ({ state, reader }) => accept({ offices: officesOf(state, certain(reader, 'the reader').id) }),
})

export const organizationQueries = [chart, mine] as const
