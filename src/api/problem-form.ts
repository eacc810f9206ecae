import { z } from 'zod'

/** Problem details in the OpenAPI document; every operation may answer with them. */
const problemForm = z.looseObject({
  type: z.string().describe('stable name of the problem, `urn:chancery:problem:<kind>`'),
  title: z.string(),
  status: z.int(),
  detail: z.string().describe('what is wrong and what to do next'),
})

export const problemResponses = {
  default: {
    description: 'refused (RFC 9457)',
    content: { 'application/problem+json': { schema: problemForm } },
  },
} as const
