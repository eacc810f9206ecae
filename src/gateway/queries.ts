import { z } from 'zod'
import { accept } from '#fault'
import { defineQuery } from '#unit'
import { publishedServices } from './state.ts'

const services = defineQuery({
  name: 'service.list',
  label: 'the services behind the gate and what their routes need',
  path: '/services',
  input: z.strictObject({}),
  access: { by: 'member' },
  answer: ({ state }) =>
    accept({
      // Where a service listens is the operator's business, not every member's.
      services: publishedServices(state).map(({ upstream: _, ...service }) => service),
    }),
})

export const gatewayQueries = [services] as const
