import { createHash } from 'node:crypto'
import { escapeHtml } from '#bytes'
import type { OpenApiDocument, Operation } from './openapi.ts'

const style = `
:root { color-scheme: light dark; }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
code, pre { font: 0.9rem/1.4 ui-monospace, monospace; }
pre { overflow-x: auto; padding: 0.75rem; border: 1px solid; border-radius: 0.25rem; }
summary { cursor: pointer; padding: 0.25rem 0; }
details { border-bottom: 1px solid; }
table { border-collapse: collapse; }
th, td { text-align: left; vertical-align: top; padding: 0.2rem 1rem 0.2rem 0; }
`

/** What the page may do: show itself with its own style. No script, nothing from elsewhere. */
export const pagePolicy =
  `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; ` +
  `base-uri 'none'; form-action 'none'; frame-ancestors 'none'`

interface Listed {
  readonly method: string
  readonly path: string
  readonly operation: Operation
}

/** The OpenAPI document as a page for people: static HTML, complete in itself. */
export function renderPage(document: OpenApiDocument): string {
  const listed = Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({
      method: method.toUpperCase(),
      path,
      operation,
    })),
  )
  const tags = [...new Set(listed.map(tagOf))].sort()
  const links = tags.map((tag) => `<a href="#${escapeHtml(tag)}">${escapeHtml(tag)}</a>`)
  const groups = tags.map((tag) =>
    group(
      tag,
      listed.filter((one) => tagOf(one) === tag),
    ),
  )
  const title = escapeHtml(document.info.title)
  return (
    `<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n` +
    `<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>${title}</title>\n` +
    `<style>${style}</style>\n<h1>${title}</h1>\n<p>${escapeHtml(document.info.description ?? '')}</p>\n` +
    `<p>For programs: <a href="/openapi.json">openapi.json</a></p>\n` +
    `<nav aria-label="groups">${links.join(' · ')}</nav>\n` +
    `<main>\n${groups.join('')}</main>\n</html>\n`
  )
}

function tagOf({ operation }: Listed): string {
  return operation.tags?.[0] ?? 'other'
}

function group(tag: string, listed: readonly Listed[]): string {
  const items = [...listed].sort((a, b) => (a.path < b.path ? -1 : 1)).map(item)
  return `<section>\n<h2 id="${escapeHtml(tag)}">${escapeHtml(tag)}</h2>\n${items.join('')}</section>\n`
}

function item({ method, path, operation }: Listed): string {
  const permission = operation['x-chancery-permission']
  return (
    `<details>\n<summary><code>${method} ${escapeHtml(path)}</code> ` +
    `${escapeHtml(operation.summary ?? '')}</summary>\n` +
    (operation.description === undefined ? '' : `<p>${marked(operation.description)}</p>\n`) +
    (permission === undefined ? '' : `<p>Permission: <code>${escapeHtml(permission)}</code></p>\n`) +
    `${parameters(operation)}${body(operation)}</details>\n`
  )
}

function parameters({ parameters = [] }: Operation): string {
  if (parameters.length === 0) return ''
  const lines = parameters.map(
    ({ name, in: place, required, description, schema }) =>
      `<tr><th scope="row"><code>${escapeHtml(name)}</code><td>${escapeHtml(place)}<td>${required ? 'required' : ''}` +
      `<td>${marked(description ?? '')}<td><code>${escapeHtml(JSON.stringify(schema ?? {}))}</code></tr>\n`,
  )
  return `<table>\n${lines.join('')}</table>\n`
}

function body({ requestBody }: Operation): string {
  return Object.entries(requestBody?.content ?? {})
    .map(([type, { schema }]) => {
      const act = payloadSchema(schema)
      return act === undefined
        ? `<p>Body: <code>${escapeHtml(type)}</code></p>\n`
        : '<p>Body: a DSSE envelope, whose payload is this act:</p>\n' +
            `<pre>${escapeHtml(JSON.stringify(act, null, 2))}</pre>\n`
    })
    .join('')
}

/** The schema of the act inside an envelope's payload. */
function payloadSchema(schema: unknown): unknown {
  return member(member(member(schema, 'properties'), 'payload'), 'contentSchema')
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? Object.entries(value).find(([key]) => key === name)?.[1]
    : undefined
}

/** Text in which backticks mark code. */
function marked(text: string): string {
  return escapeHtml(text).replaceAll(/`([^`]*)`/g, '<code>$1</code>')
}
