import { z } from 'zod'
import { accept, type Result, refuse } from '#fault'
import { idForm } from '#identity'
import { caseForm } from '#procedure'
import { row } from '#table'
import { defineQuery, read } from '#unit'
import { gatewaySlice, publishedServices } from './state.ts'

export type GatewayQueryFault = {
  readonly kind: 'service-not-proposed'
  readonly service: string
  readonly case: string
}

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

/** For whoever approves a service: all that was proposed in the case. */
const review = defineQuery({
  name: 'service.review',
  label: 'what was proposed for a service',
  path: '/services/:service/proposals/:case',
  input: z.strictObject({
    service: idForm,
    case: caseForm,
  }),
  access: {
    by: 'step',
    permission: 'service.publish',
    object: ({ service }) => `service/${service}`,
    uncounted: true,
  },
  answer({ state }, { service, case: id }): Result<unknown, GatewayQueryFault> {
    const proposal = row(read(state, gatewaySlice).proposals, id)
    if (proposal?.service !== service) return refuse({ kind: 'service-not-proposed', service, case: id })
    return accept({ case: id, ...proposal })
  },
})

export const gatewayQueries = [services, review] as const
