import { z } from 'zod'
import { isoInstant } from '#clock'
import { accept, certain, type Result, refuse } from '#fault'
import { defineQuery } from '#unit'
import type { VisitorFault, VisitorRow } from './visitor.ts'
import { visitorOf, visitorsOf } from './visitors.ts'

function visitorShown(visitor: VisitorRow): object {
  const { unit, name, offices, grade, paths, units, agreements, serial, stated, received, until } = visitor
  return {
    visitor: visitor.visitor,
    ...{ unit, name, offices, grade, paths, units, agreements, serial },
    stated: isoInstant(stated),
    received: isoInstant(received),
    until: isoInstant(until),
  }
}

const mine = defineQuery({
  name: 'visitor.show',
  label: 'as whom, how well and until when I was received here',
  path: '/me/visit',
  input: z.strictObject({}),
  access: { by: 'member', visitors: true },
  answer({ state, reader }): Result<unknown, VisitorFault> {
    const { key } = certain(reader, 'the reader')
    const visitor = visitorOf(state, key)
    return visitor ? accept(visitorShown(visitor)) : refuse({ kind: 'visitor-unknown', key })
  },
})

const all = defineQuery({
  name: 'visitor.list',
  label: 'people of other units who are received now',
  path: '/visitors',
  input: z.strictObject({}),
  access: { by: 'member' },
  answer: ({ state, time }) => accept({ visitors: visitorsOf(state, time).map(visitorShown) }),
})

export const visitorQueries = [mine, all] as const
