import type { FastifyInstance } from 'fastify'
import type { z } from 'zod'
import { parseInstant } from '#clock'
import { accept, type Result, refuse } from '#fault'
import { malformed, type PipelineFault, type Question, type Refusal, type Speaker } from '#unit'
import type { EntryWish } from './entry-port.ts'
import type { Face } from './face.ts'
import type { ApiFault } from './fault.ts'
import {
  caseHistory,
  entryFind,
  type entryFindForm,
  entryShow,
  unitHealth,
  unitInventory,
} from './node-questions.ts'
import { inputReader } from './query-input.ts'
import { members, questionSchema } from './query-routes.ts'
import { sendProblem } from './reply.ts'

const permission = 'record.read'
const object = 'record'

const entryAccess =
  `Whoever made an act is shown its entry; those of others need a live step that permits ` +
  `\`${permission}\`, and each reading of them stands in the journal.`

/** What the node itself answers: entries of the record with their proofs, how it is, what it is made of. */
export function entryRoutes(app: FastifyInstance, face: Face): void {
  const { options } = face
  const { entries } = options
  question(app, face, entryFind, entryAccess, async (input, reader) => {
    const refused = await readingFault(face, reader, input.actor, entryFind.name)
    return refused ? refuse(refused) : accept(await entries.find(wishOf(input)))
  })
  question(app, face, entryShow, entryAccess, async ({ index }, reader) => {
    const actor = await entries.actorOf(index)
    const refused = await readingFault(face, reader, actor, `record/entries/${index}`)
    if (refused) return refuse(refused)
    const shown = await entries.show(index)
    return shown ? accept(shown) : refuse<ApiFault>({ kind: 'entry-absent', index })
  })
  question(app, face, caseHistory, undefined, (input, reader) => entries.history(reader, input))
  const member = async (
    { name }: Question,
    reader: Speaker,
    answer: () => Promise<object>,
  ): Promise<Result<object, Refusal>> =>
    reader.kind === 'visitor'
      ? refuse<PipelineFault>({ kind: 'reader-visiting', query: name })
      : accept(await answer())
  question(app, face, unitHealth, undefined, (_input, reader) =>
    member(unitHealth, reader, () => options.health()),
  )
  question(app, face, unitInventory, undefined, (_input, reader) =>
    member(unitInventory, reader, () => options.inventory()),
  )
}

function question<Input>(
  app: FastifyInstance,
  face: Face,
  definition: Question<Input>,
  access: string | undefined,
  answer: (input: Input, reader: Speaker) => Promise<Result<object, Refusal>>,
): void {
  const readInput = inputReader(definition)
  const { log } = face.options
  // The schema is for the document; the input is looked at as a whole.
  const validatorCompiler = () => (value: unknown) => ({ value })
  const schema = questionSchema(definition, access)
  app.get(definition.path, { schema, validatorCompiler }, async (request, reply) => {
    const reader = face.readers.of(request)
    if (!reader.ok) return sendProblem(reply, reader.fault, log)
    const input = definition.input.safeParse(readInput(members(request.params), members(request.query)))
    if (!input.success) return sendProblem(reply, malformed(input.error), log)
    const answered = await answer(input.data, reader.value)
    return answered.ok ? reply.send(answered.value) : sendProblem(reply, answered.fault, log)
  })
}

function wishOf({ from, to, ...rest }: z.infer<typeof entryFindForm>): EntryWish {
  const time = (text: string | undefined) => (text === undefined ? undefined : parseInstant(text))
  return { ...rest, from: time(from), to: time(to) }
}

/**
 * Why a reader is not shown entries of an actor, or of whoever it may be; what is shown of others is in the
 * journal by then.
 */
async function readingFault(
  { options }: Face,
  reader: Speaker,
  actor: string | undefined,
  what: string,
): Promise<Refusal | undefined> {
  if (actor === `${reader.kind}/${reader.id}`) return undefined
  const grant = options.permits(reader, permission, object)
  if (!grant.ok) return grant.fault
  await options.journalRead({ reader, what, permission, object, grant: grant.value })
  return undefined
}
