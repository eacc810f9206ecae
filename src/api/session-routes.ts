import { TLSSocket } from 'node:tls'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { fromUtf8 } from '#bytes'
import { isoInstant, second } from '#clock'
import { isAnyObject, parsePublicKey, strictJson, verifyEnvelope } from '#crypto'
import { accept, type Result, refuse } from '#fault'
import { actTimeToleranceMilliseconds, type Refusal, type Speaker } from '#unit'
import { allFromPem, type Certificate, parseCertificate } from '#x509'
import type { Face } from './face.ts'
import type { ApiFault } from './fault.ts'
import { sessionBodyBytesMax } from './limits.ts'
import { problemResponses } from './problem-form.ts'
import { sendProblem } from './reply.ts'
import { challengeMilliseconds } from './session-challenges.ts'
import { cookieGone, cookieOf, isSameOrigin, tokenIn } from './session-cookie.ts'
import { readAnswer } from './session-statement.ts'

const jsonType = 'application/json'

/**
 * Signing in: `POST /session/challenge` gives a challenge for a certificate, `POST /session` takes what its
 * key signed and gives a session, `GET` tells of it, `DELETE` ends it. Over TLS alone.
 */
export function sessionRoutes(app: FastifyInstance, face: Face): void {
  app.addContentTypeParser(jsonType, { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
  const common = {
    validatorCompiler: () => (value: unknown) => ({ value }),
    bodyLimit: sessionBodyBytesMax,
    config: { rate: 'signIns', accepts: [jsonType] },
  } as const
  app.post('/session/challenge', { ...common, schema: challengeSchema }, (request, reply) =>
    answered(face, request, reply, () => challenged(face, request)),
  )
  app.post('/session', { ...common, schema: beginSchema }, (request, reply) =>
    answered(face, request, reply, () => begun(face, request, reply)),
  )
  app.get('/session', { schema: showSchema }, (request, reply) =>
    answered(face, request, reply, async () => shown(face, request)),
  )
  app.delete('/session', { schema: endSchema }, (request, reply) =>
    answered(face, request, reply, async () => ended(face, request, reply)),
  )
}

type Answered = Result<object | undefined, Refusal>

async function answered(
  face: Face,
  request: FastifyRequest,
  reply: FastifyReply,
  answer: () => Promise<Answered>,
): Promise<FastifyReply> {
  const { log, url } = face.options
  const isChange = request.method !== 'GET' && request.method !== 'HEAD'
  const fault: ApiFault | undefined = !(request.raw.socket instanceof TLSSocket)
    ? { kind: 'session-needs-tls', ...(url === undefined ? {} : { url }) }
    : isChange && !isSameOrigin(request)
      ? { kind: 'session-cross-site' }
      : undefined
  const made = fault ? refuse(fault) : await answer()
  if (!made.ok) return sendProblem(reply, made.fault, log)
  return made.value === undefined ? reply.code(204).send() : reply.send(made.value)
}

async function challenged(face: Face, request: FastifyRequest): Promise<Answered> {
  const { options, challenges } = face
  const asked = await claimant(face, bodyOf(request)['certificate'])
  if (!asked.ok) return asked
  const { fingerprint } = asked.value.certificate
  return accept({
    challenge: challenges.make({ fingerprint, host: hostOf(request) }),
    unit: options.unitKey,
    time: isoInstant(options.clock.now()),
    seconds: challengeMilliseconds / second,
  })
}

async function begun(face: Face, request: FastifyRequest, reply: FastifyReply): Promise<Answered> {
  const { sessions } = face
  const proven = await answerOf(face, request)
  if (!proven.ok) return proven
  const before = tokenIn(request)
  // A token that was there before, whoever put it there, opens nothing from now on.
  if (before !== undefined) sessions.end(before)
  const { certificate, speaker } = proven.value
  const { token, session } = sessions.begin(certificate.der, speaker)
  reply.code(201).header('Set-Cookie', cookieOf(token))
  return accept({
    ...readerShown(face, 'session', speaker),
    endsAt: isoInstant(session.endsAt),
    idleSeconds: sessions.idleLeft(session) / second,
  })
}

interface Claimant {
  readonly certificate: Certificate
  readonly speaker: Speaker
}

/** Who answered the challenge, once everything about the answer has been looked at. */
async function answerOf(face: Face, request: FastifyRequest): Promise<Result<Claimant, Refusal>> {
  const { options, challenges } = face
  const body = bodyOf(request)
  const read = readAnswer(JSON.stringify(body['envelope']) ?? '')
  if (!read.ok) return read
  const { statement, envelope } = read.value
  const asked = await claimant(face, body['certificate'])
  if (!asked.ok) return asked
  const { certificate } = asked.value
  const host = hostOf(request)
  if (statement.unit !== options.unitKey) return refused({ kind: 'session-differs', member: 'unit' })
  if (statement.host !== host) return refused({ kind: 'session-differs', member: 'host' })
  const wanted = { fingerprint: certificate.fingerprint, host }
  const unfit = challenges.refusal(statement.challenge, wanted)
  if (unfit) return refused(unfit)
  const now = options.clock.now()
  if (Math.abs(statement.time - now) > actTimeToleranceMilliseconds) {
    return refused({ kind: 'session-clock-off', time: statement.time, now })
  }
  const key = parsePublicKey(certificate.spki)
  if (!key.ok || !verifyEnvelope(envelope, key.value)) return refused({ kind: 'session-signature-wrong' })
  const used = challenges.use(statement.challenge, wanted)
  return used.ok ? asked : used
}

/** The certificate that a body names, if it is of somebody whom a session is for and counts now. */
async function claimant(face: Face, named: unknown): Promise<Result<Claimant, Refusal>> {
  const text = typeof named === 'string' ? named : ''
  const certificate = serialForm.test(text) ? await recorded(face, text) : given(text)
  if (!certificate.ok) return certificate
  const speaker = face.options.readerOf(certificate.value.der)
  if (!speaker.ok) return speaker
  const { kind } = speaker.value
  if (kind !== 'person' && kind !== 'visitor') {
    return refused({ kind: 'session-not-for', principalKind: kind })
  }
  return accept({ certificate: certificate.value, speaker: speaker.value })
}

/** RFC 5280 §4.1.2.2: a serial number has at most 20 octets. */
const serialForm = /^[0-9a-f]{1,40}$/

async function recorded({ options }: Face, serial: string): Promise<Result<Certificate, Refusal>> {
  const chain = await options.certificateChain(serial)
  return chain === undefined ? refuse({ kind: 'certificate-not-found', serial } as Refusal) : leafIn(chain)
}

function given(text: string): Result<Certificate, Refusal> {
  return text.length > sessionBodyBytesMax ? refused({ kind: 'session-certificate-malformed' }) : leafIn(text)
}

/** The first certificate of PEM. */
function leafIn(text: string): Result<Certificate, Refusal> {
  const found = allFromPem(text, 'CERTIFICATE')
  const leaf = found.ok ? parseCertificate(found.value[0] ?? new Uint8Array()) : found
  return leaf.ok ? leaf : refused({ kind: 'session-certificate-malformed' })
}

async function shown(face: Face, request: FastifyRequest): Promise<Answered> {
  const reader = face.readers.of(request)
  if (!reader.ok) return reader
  const session = face.readers.sessionOf(request)
  if (!session) return accept(readerShown(face, 'certificate', reader.value))
  return accept({
    ...readerShown(face, 'session', reader.value),
    endsAt: isoInstant(session.endsAt),
    idleSeconds: Math.floor(face.sessions.idleLeft(session) / second),
  })
}

function readerShown({ options }: Face, by: 'session' | 'certificate', reader: Speaker): object {
  const { kind, id, serial, key } = reader
  return {
    by,
    reader: { kind, id },
    serial,
    key,
    unit: options.unitKey,
    time: isoInstant(options.clock.now()),
  }
}

async function ended(face: Face, request: FastifyRequest, reply: FastifyReply): Promise<Answered> {
  const token = tokenIn(request)
  if (token !== undefined) face.sessions.end(token)
  reply.header('Set-Cookie', cookieGone)
  return accept(undefined)
}

function bodyOf({ body }: FastifyRequest): Readonly<Record<string, unknown>> {
  const text = body instanceof Uint8Array ? fromUtf8(body) : undefined
  const value = text?.ok ? strictJson(text.value, sessionBodyBytesMax) : undefined
  return isAnyObject(value) ? value : {}
}

function hostOf({ headers }: FastifyRequest): string {
  return (headers.host ?? '').toLowerCase()
}

function refused(fault: ApiFault): Result<never, Refusal> {
  return refuse(fault)
}

const certificateForm = z.string().describe('serial number in hexadecimal, or the certificate in PEM')

const readerForm = z.object({
  by: z.enum(['session', 'certificate']).describe('what tells who reads: this session, or the handshake'),
  reader: z.object({ kind: z.string(), id: z.string() }),
  serial: z.string().optional(),
  key: z.string().describe('thumbprint of the key that proved itself'),
  unit: z.string().describe('thumbprint of the unit’s authority key'),
  time: z.string().describe('the node’s'),
  endsAt: z.string().optional().describe('when the session is over whatever is done'),
  idleSeconds: z.number().optional().describe('in how many seconds it ends unless something is asked'),
})

const sessionForm = { tags: ['session'] } as const

const challengeSchema = {
  ...sessionForm,
  operationId: 'session.challenge',
  summary: 'ask for a challenge to sign in with a certificate',
  body: z.object({ certificate: certificateForm }),
  response: {
    200: z.object({
      challenge: z.string(),
      unit: z.string().describe('thumbprint of the unit’s authority key'),
      time: z.string().describe('the node’s'),
      seconds: z.number().describe('how long it is good for'),
    }),
    ...problemResponses,
  },
}

const beginSchema = {
  ...sessionForm,
  operationId: 'session.begin',
  summary: 'sign in: answer a challenge',
  description:
    'The envelope (DSSE, `application/vnd.chancery.sign-in+json`) holds `{ unit, host, challenge, time }`, ' +
    'signed by the key of the certificate. The answer sets the cookie of the session, which ends with the ' +
    'certificate, when nothing is asked for a quarter of an hour, and after eight hours.',
  body: z.object({ certificate: certificateForm, envelope: z.unknown() }),
  response: { 201: readerForm, ...problemResponses },
}

const showSchema = {
  ...sessionForm,
  operationId: 'session.show',
  summary: 'who reads, and by what',
  response: { 200: readerForm, ...problemResponses },
}

const endSchema = {
  ...sessionForm,
  operationId: 'session.end',
  summary: 'sign out',
  response: { 204: z.undefined().describe('signed out'), ...problemResponses },
}
