import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { timestampPolicy } from '#cms'
import type { Face } from './face.ts'
import { timestampQueryBytesMax } from './limits.ts'
import { problemResponses } from './problem-form.ts'

const queryType = 'application/timestamp-query'
const replyType = 'application/timestamp-reply'

/**
 * Time-stamps over HTTP (RFC 3161 §3.4). Whoever asks need not be known: what is stamped is a digest, and the
 * answer says of itself whether there is a token.
 */
export function timestampRoutes(app: FastifyInstance, face: Face): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(queryType, { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
  app.post(
    '/time-stamp',
    {
      schema: timestampSchema,
      validatorCompiler: () => (value: unknown) => ({ value }),
      bodyLimit: timestampQueryBytesMax,
      config: { rate: 'timestamps', accepts: [queryType] },
    },
    async (request: FastifyRequest, reply: FastifyReply) => {
      const query = request.body instanceof Uint8Array ? request.body : new Uint8Array()
      const answer = await face.options.timestamp(query)
      return reply.type(replyType).send(answer)
    },
  )
}

const timestampSchema = {
  operationId: 'timestamp.request',
  summary: 'have a digest time-stamped (RFC 3161)',
  description:
    'DER of a TimeStampReq in, DER of a TimeStampResp out, with status 200 also where no token is given: ' +
    `the response says why. The policy is \`${timestampPolicy}\`; tokens are ordered by their times, ` +
    'accurate to a second, and stand in the journal under their serial number.',
  tags: ['document'],
  consumes: [queryType],
  body: z.string().describe('RFC 3161 §2.4.1 request'),
  response: {
    200: {
      description: 'RFC 3161 §2.4.2 response',
      content: { [replyType]: { schema: z.string() } },
    },
    ...problemResponses,
  },
}
