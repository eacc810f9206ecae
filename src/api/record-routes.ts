import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { bundlePath, parseTilePath } from '#merkle'
import type { Face } from './face.ts'
import type { ApiFault } from './fault.ts'
import type { TileReader } from './ports.ts'
import { problemResponses } from './problem-form.ts'
import { sendProblem, sendPublic } from './reply.ts'

/** A log as it is served: its prefix and what reading its entries takes. */
interface ServedLog {
  readonly name: 'record' | 'journal'
  readonly reader: TileReader
  readonly permission: string
}

const tileType = 'application/octet-stream'

/**
 * Both logs in C2SP tlog-tiles form: hashes for everybody, entries for whoever's step permits it, and with
 * the record's the documents that its entries name.
 */
export function recordRoutes(app: FastifyInstance, face: Face): void {
  const { journalLog, recordLog } = face.options
  const record: ServedLog = { name: 'record', reader: recordLog, permission: 'record.read' }
  const journal: ServedLog = { name: 'journal', reader: journalLog, permission: 'journal.read' }
  documentRoute(app, face, record)
  for (const served of [record, journal]) {
    app.get(`/${served.name}/checkpoint`, { schema: checkpointSchema(served) }, async (request, reply) => {
      const checkpoint = await served.reader.checkpoint()
      if (checkpoint === undefined) return refused(face, reply, { kind: 'checkpoint-missing' })
      return sendPublic(request, reply, 'text/plain; charset=utf-8', checkpoint, 'revalidate')
    })
    app.get<{ Params: { '*': string } }>(
      `/${served.name}/tile/*`,
      { schema: tileSchema(served) },
      async (request, reply) => {
        const path = parseTilePath(`tile/${request.params['*']}`)
        if (!path) return refused(face, reply, { kind: 'tile-path-malformed' })
        if (path.kind === 'entries') {
          const { index, width } = path
          return sendUnderStep(face, served, request, reply, {
            path: bundlePath(index, width),
            read: () => served.reader.entryBundle(index, width),
            absent: { kind: 'tile-absent' },
          })
        }
        const tile = await served.reader.tile(path.level, path.index, path.width)
        if (!tile) return refused(face, reply, { kind: 'tile-absent' })
        return sendPublic(request, reply, tileType, tile, 'immutable')
      },
    )
  }
}

/** A document may be public; that this unit decided about it is shown as the entry is that says so. */
function documentRoute(app: FastifyInstance, face: Face, record: ServedLog): void {
  app.get<{ Params: { digest: string } }>(
    '/record/documents/:digest',
    { schema: documentSchema },
    (request, reply) => {
      const { digest } = request.params
      return sendUnderStep(face, record, request, reply, {
        path: `documents/${digest}`,
        read: () => face.options.document(digest),
        absent: { kind: 'document-absent', digest },
      })
    },
  )
}

/** What is read below a log's prefix. */
interface Portion {
  readonly path: string
  readonly absent: ApiFault
  read(): Promise<Uint8Array | undefined>
}

/** Entries carry names and reasons: they are shown under a step only, once the reading is written down. */
async function sendUnderStep(
  face: Face,
  served: ServedLog,
  request: FastifyRequest,
  reply: FastifyReply,
  portion: Portion,
): Promise<FastifyReply> {
  const { options } = face
  const { log } = options
  const reader = face.readers.of(request)
  if (!reader.ok) return sendProblem(reply, reader.fault, log)
  const grant = options.permits(reader.value, served.permission, served.name)
  if (!grant.ok) return sendProblem(reply, grant.fault, log)
  const bytes = await portion.read()
  if (!bytes) return refused(face, reply, portion.absent)
  await options.journalRead({
    reader: reader.value,
    what: `${served.name}/${portion.path}`,
    permission: served.permission,
    object: served.name,
    grant: grant.value,
  })
  // The right to read ends; a copy in a cache would not.
  return reply.header('Cache-Control', 'no-store').type(tileType).send(bytes)
}

function refused(face: Face, reply: FastifyReply, fault: ApiFault): FastifyReply {
  return sendProblem(reply, fault, face.options.log)
}

const documentSchema = {
  operationId: 'record.document',
  summary: 'a document that an entry of the record names by its digest',
  description:
    'Needs a live step that permits `record.read`, as the entries do; whoever verifies the record needs ' +
    'them to make its decisions again.',
  tags: ['record'],
  security: [{ certificate: [] }],
  params: z.object({
    digest: z.string().regex(/^[A-Za-z0-9_-]{43}$/, 'not a SHA-256 in base64url'),
  }),
  response: {
    200: { description: 'the document as it was', content: { [tileType]: { schema: z.string() } } },
    ...problemResponses,
  },
}

function checkpointSchema({ name }: ServedLog): object {
  return {
    operationId: `${name}.checkpoint`,
    summary: `the newest signed checkpoint of the ${name}`,
    tags: ['record'],
    response: {
      200: {
        description: 'signed note (C2SP tlog-checkpoint)',
        content: { 'text/plain': { schema: z.string() } },
      },
      ...problemResponses,
    },
  }
}

function tileSchema({ name, permission }: ServedLog): object {
  return {
    operationId: `${name}.tile`,
    summary: `a tile or entry bundle of the ${name}`,
    description:
      `Hash tiles lie at \`<level>/<index>[.p/<width>]\` and are open to everybody; entry bundles lie at ` +
      `\`entries/<index>[.p/<width>]\` and need a live step that permits \`${permission}\` ` +
      '(C2SP tlog-tiles).',
    tags: ['record'],
    params: z.object({ '*': z.string().describe('path below `tile/`') }),
    response: {
      200: { description: 'hashes or entries', content: { [tileType]: { schema: z.string() } } },
      ...problemResponses,
    },
  }
}
