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

/**
 * Drawing 64 steps takes some 200 ms, which anybody may ask for: it is done once for each text. As many as a
 * unit has procedures in daily use, of at most 200 KiB.
 */
const drawingsMax = 64

/** Procedures as diagrams for any modeller: as public as their texts, of which they say the same. */
export function bpmnRoutes(app: FastifyInstance, face: Face): void {
  const { log, unit } = face.options
  const drawn = new Map<string, { readonly text: string; readonly xml: string }>()
  const drawing = async (name: string, text: string): Promise<string> => {
    const known = drawn.get(name)
    if (known?.text === text) return known.xml
    const xml = await writeBpmn(sure(parseProcedure(text), 'the text of an adopted procedure').procedure)
    if (drawn.size >= drawingsMax) drawn.clear()
    drawn.set(name, { text, xml })
    return xml
  }
  const show = unit.queries.find(({ name }) => name === 'procedure.show')
  if (!show) return
  app
    .withTypeProvider<ZodTypeProvider>()
    .get('/procedures/:name/bpmn', { schema: diagramSchema }, async (request, reply) => {
      const answer = unit.ask(show, request.params, undefined)
      if (!answer.ok) return sendProblem(reply, answer.fault, log)
      const { text } = shownForm.parse(answer.value)
      const xml = await drawing(request.params.name, text)
      return sendPublic(request, reply, 'application/xml', xml, 'revalidate')
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
