import swagger from '@fastify/swagger'
import Fastify from 'fastify'
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod'
import { actPayloadType } from '#unit'
import type { Face } from './face.ts'
import { withRoutes } from './server.ts'

/** An OpenAPI 3.1 document, as far as the page reads it. */
export interface OpenApiDocument {
  readonly openapi: string
  readonly info: { readonly title: string; readonly version: string; readonly description?: string }
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
}

/** One operation of the document. */
export interface Operation {
  readonly operationId?: string
  readonly summary?: string
  readonly description?: string
  readonly tags?: readonly string[]
  readonly 'x-chancery-permission'?: string
  readonly parameters?: readonly {
    readonly name: string
    readonly in: string
    readonly required?: boolean
    readonly description?: string
    readonly schema?: unknown
  }[]
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema?: unknown }>> }
}

const description = [
  'Every change is an act: JSON, signed by whoever makes it in a DSSE envelope, sent to the path of its name',
  'and answered with a receipt that proves that it stands on the record. Reading goes by GET, or by POST',
  'where a question is about a document; who may read is told by the client certificate of the connection.',
  'Refusals are problem details (RFC 9457).',
].join(' ')

/** The document of all routes, made from the same definitions as the routes themselves. */
export async function openApiDocument(face: Face): Promise<OpenApiDocument> {
  const app = Fastify({ logger: false })
  app.register(swagger, {
    openapi: {
      openapi: '3.1.1',
      info: { title: face.options.title, version: '1', description },
      components: { securitySchemes: { certificate: { type: 'mutualTLS' } as never } },
    },
    convertConstToEnum: false,
    transform: jsonSchemaTransform,
    transformObject: jsonSchemaTransformObject,
  })
  app.after(() => withRoutes(app, face))
  await app.ready()
  const text = withEncodings(app.swagger())
  await app.close()
  return JSON.parse(text) as OpenApiDocument
}

/** Says the payload's encoding as OpenAPI 3.1 has it; the generator rewrites it into the word of 3.0. */
function withEncodings(document: object): string {
  const isPayload = (value: unknown): value is object =>
    typeof value === 'object' &&
    value !== null &&
    'contentMediaType' in value &&
    value.contentMediaType === actPayloadType
  return JSON.stringify(document, (_key, value: unknown) => {
    if (!isPayload(value)) return value
    const { format: _format, ...payload } = value as { format?: string }
    return { contentEncoding: 'base64', ...payload }
  })
}
