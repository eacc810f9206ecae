import { z } from 'zod'
import { fromUtf8 } from '#bytes'
import { accept, type Result, refuse } from '#fault'
import type { CliFault } from './fault.ts'
import type { HttpAnswer, HttpCaller, HttpRequest } from './http.ts'
import { jsonIn } from './json.ts'

/** The longest sentence taken from a problem: a unit's own fit on a screen. */
const detailCharactersMax = 2_000

const problemForm = z.object({
  type: z.string().default('about:blank'),
  title: z.string().optional(),
  detail: z.string().optional(),
})

/** Sends a request; an answer that is not 2xx becomes the problem it tells (RFC 9457). */
export async function answerTo(
  caller: HttpCaller,
  request: HttpRequest,
): Promise<Result<HttpAnswer, CliFault>> {
  const answer = await caller.send(request)
  if (!answer.ok) return answer
  const { status } = answer.value
  if (status >= 200 && status < 300) return answer
  return refuse(problemIn(caller.address, answer.value))
}

/** Sends a request whose answer is JSON. */
export async function jsonAnswerTo(
  caller: HttpCaller,
  request: HttpRequest,
): Promise<Result<unknown, CliFault>> {
  const answer = await answerTo(caller, request)
  return answer.ok ? jsonBody(caller.address, answer.value) : answer
}

/** Sends a request whose answer is JSON of a form; members the form does not know are passed over. */
export async function formAnswerTo<Form>(
  caller: HttpCaller,
  request: HttpRequest,
  form: z.ZodType<Form>,
): Promise<Result<Form, CliFault>> {
  const json = await jsonAnswerTo(caller, request)
  return json.ok ? formed(caller.address, form, json.value) : json
}

/** Sends a request whose answer is text. */
export async function textAnswerTo(
  caller: HttpCaller,
  request: HttpRequest,
): Promise<Result<string, CliFault>> {
  const answer = await answerTo(caller, request)
  if (!answer.ok) return answer
  const text = fromUtf8(answer.value.body)
  return text.ok ? text : refuse(unreadable(caller.address, 'not UTF-8'))
}

/** What a unit answered, in the form that is expected of it. */
function formed<Form>(address: string, form: z.ZodType<Form>, json: unknown): Result<Form, CliFault> {
  const checked = form.safeParse(json)
  if (checked.success) return accept(checked.data)
  const issue = checked.error.issues[0]
  return refuse(unreadable(address, `\`${issue?.path.join('.')}\`: ${issue?.message.toLowerCase()}`))
}

function jsonBody(address: string, answer: HttpAnswer): Result<unknown, CliFault> {
  const text = fromUtf8(answer.body)
  if (!text.ok) return refuse(unreadable(address, 'not UTF-8'))
  const value = jsonIn(text.value)
  return value === undefined ? refuse(unreadable(address, 'not JSON')) : accept(value)
}

/** What an answer that is none of those expected says. */
export function problemIn(address: string, answer: HttpAnswer): CliFault {
  const json = answer.type.endsWith('json') ? jsonBody(address, answer) : undefined
  const form = json?.ok ? problemForm.safeParse(json.value) : undefined
  if (!form?.success) return unreadable(address, `status ${answer.status} without a reason`)
  const { type, title, detail } = form.data
  const sentence = sentenceFrom(detail ?? title ?? `refused with status ${answer.status}`)
  return { kind: 'problem', status: answer.status, type, detail: sentence }
}

/** A sentence that a unit says, as much of it as fits on a screen; what to look at by the commands for it. */
export function sentenceFrom(text: string): string {
  return printable(text)
    .slice(0, detailCharactersMax)
    .replaceAll(/`\/cases\/([0-9]+)`/g, '`case show $1`')
    .replaceAll(/`(\/[a-z]+)`/g, (path, name: string) => {
      const command = commandOf[name]
      return command === undefined ? path : `\`${command}\``
    })
}

/** What units tell people to look at, by the command that shows it. */
const commandOf: Readonly<Record<string, string>> = {
  '/absences': 'absence list',
  '/agreements': 'agreement list',
  '/cases': 'case list',
  '/organization': 'organization show',
  '/procedures': 'procedure list',
  '/services': 'service list',
}

function unreadable(address: string, problem: string): CliFault {
  return { kind: 'answer-unreadable', address, problem }
}

/** Text from elsewhere without what would steer the terminal it is printed on. */
export function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, ' ')
}
