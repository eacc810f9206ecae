import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { type BpmnFault, readBpmn, writeBpmn, xmlBytesMax } from '#bpmn'
import { fromUtf8 } from '#bytes'
import { sure } from '#fault'
import { nameForm, parseProcedure } from '#task'
import { bpmnRemark as bpmnRemarkInChinese } from './chinese-bpmn.ts'
import type { Face } from './face.ts'
import type { ApiFault } from './fault.ts'
import { languageOf } from './language.ts'
import { problemResponses } from './problem-form.ts'
import { sendProblem, sendPublic } from './reply.ts'
import { bpmnRemark } from './words-bpmn.ts'

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

const xmlTypes = ['application/xml', 'text/xml']

/** Diagrams as the texts of procedures, for whoever may draft one: nothing is kept. */
export function bpmnImportRoutes(app: FastifyInstance, face: Face): void {
  const { log } = face.options
  app.addContentTypeParser(xmlTypes, { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
  app.post(
    '/procedures/import',
    {
      schema: importSchema,
      // The schema of the body is for the document: the body is XML.
      validatorCompiler: () => (value: unknown) => ({ value }),
      bodyLimit: xmlBytesMax,
      // Reading a large diagram takes about what weighing an act does.
      config: { rate: 'previews', accepts: xmlTypes },
    },
    async (request, reply) => {
      const reader = face.readers.of(request)
      if (!reader.ok) return sendProblem(reply, reader.fault, log)
      const xml = request.body instanceof Uint8Array ? fromUtf8(request.body) : undefined
      if (!xml?.ok) return sendProblem(reply, unread, log)
      const read = await readBpmn(xml.value)
      if (!read.ok)
        return sendProblem(reply, { kind: 'diagram-refused', faults: read.fault } as ApiFault, log)
      const { text, notes } = read.value
      reply.header('Cache-Control', 'no-store')
      const remark = languageOf(request) === 'zh' ? bpmnRemarkInChinese : bpmnRemark
      return reply.send({ text, notes: notes.map((note) => ({ kind: note.kind, remark: remark(note) })) })
    },
  )
}

function diagramRefused(faults: readonly BpmnFault[]): ApiFault {
  return { kind: 'diagram-refused', faults }
}

const unread = diagramRefused([{ kind: 'xml-refused', line: 1, problem: 'it is not UTF-8' }])

const importSchema = {
  operationId: 'procedure.import',
  summary: 'a BPMN 2.0 diagram as the text of a procedure',
  description:
    'Told over TLS to whoever proves a certificate of the unit. Nothing is kept: the text is drafted and ' +
    'adopted like any other. `notes` tells what was left behind or decided on the way.',
  tags: ['procedure'],
  consumes: xmlTypes,
  body: z.string().describe('BPMN 2.0 XML'),
  response: {
    200: z.object({
      text: z.string().describe('YAML text of the procedure'),
      notes: z.array(z.object({ kind: z.string(), remark: z.string() })),
    }),
    ...problemResponses,
  },
  security: [{ certificate: [] }],
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
