import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { writeBpmn } from '#bpmn'
import { sure } from '#fault'
import { nameForm, parseProcedure } from '#task'
import type { Face } from './face.ts'
import { problemResponses } from './problem-form.ts'
import { sendProblem, sendPublic } from './reply.ts'

/** Of the answer that shows a procedure, what is drawn. */
const shownForm = z.object({ text: z.string() })

/** Procedures as diagrams for any modeller: as public as their texts, of which they say the same. */
export function bpmnRoutes(app: FastifyInstance, face: Face): void {
  const { log, unit } = face.options
  const show = unit.queries.find(({ name }) => name === 'procedure.show')
  if (!show) return
  app
    .withTypeProvider<ZodTypeProvider>()
    .get('/procedures/:name/bpmn', { schema: diagramSchema }, async (request, reply) => {
      const answer = unit.ask(show, request.params, undefined)
      if (!answer.ok) return sendProblem(reply, answer.fault, log)
      const { text } = shownForm.parse(answer.value)
      const { procedure } = sure(parseProcedure(text), 'the text of an adopted procedure')
      return sendPublic(request, reply, 'application/xml', await writeBpmn(procedure), 'revalidate')
    })
}

const diagramSchema = {
  operationId: 'procedure.bpmn',
  summary: 'one procedure as a BPMN 2.0 diagram',
  description:
    'Open to everybody. With its layout, so that any modeller shows it; reading it gives the same back.',
  tags: ['procedure'],
  params: z.object({ name: z.string().regex(nameForm, 'must be the name of a procedure') }),
  response: { 200: z.string().describe('BPMN 2.0 XML'), ...problemResponses },
}
