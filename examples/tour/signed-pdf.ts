import { concat, utf8 } from '#bytes'

/** What an object's number is in the PDFs of the tour. */
const number = { catalog: 1, pages: 2, page: 3, content: 4, font: 5, note: 6, noteLook: 7 } as const

/** A PDF of one page, as any program writes it (ISO 32000-1): these lines and nothing else. */
export function pdfOf(lines: readonly string[]): Uint8Array {
  return begun({ ...skeleton(''), [number.content]: pageOf(lines) })
}

/** The same with a stamp that looks as if somebody had signed: a picture, for whoever sees it. */
export function stampedPdfOf(lines: readonly string[], signature: string): Uint8Array {
  const look = stream(`q 0 0 0.6 RG 2 w 4 20 m 60 70 90 -30 176 34 c S Q ${textAt(8, 6, 14, signature)}`, [
    '/Type /XObject /Subtype /Form /BBox [0 0 180 60]',
    `/Resources <</Font <</F1 ${number.font} 0 R>>>>`,
  ])
  const shown = `/AP <</N ${number.noteLook} 0 R>>`
  return begun({
    ...skeleton(`/Annots [${number.note} 0 R]`),
    [number.content]: pageOf(lines),
    [number.note]: `<</Type /Annot /Subtype /Stamp /Rect [72 80 252 140] /F 4 ${shown}>>`,
    [number.noteLook]: look,
  })
}

/**
 * A PDF with an update behind it that puts other lines on the page: every octet of what was there stays as it
 * was, and whoever opens it sees the other lines (the shadow attack's "replace").
 */
export function withPageReplaced(pdf: Uint8Array, lines: readonly string[]): Uint8Array {
  const text = Buffer.from(pdf).toString('latin1')
  const last = Number(/startxref\s+(\d+)\s+%%EOF\s*$/.exec(text)?.[1])
  const root = /\/Root (\d+ \d+ R)/.exec(text)?.[1] ?? ''
  const sizes = Array.from(text.matchAll(/\/Size (\d+)/g), ([, size]) => Number(size))
  const trailer = `/Size ${Math.max(...sizes)} /Root ${root} /Prev ${last}`
  return concat(pdf, utf8(section(pdf.length, { [number.content]: pageOf(lines) }, '', trailer)))
}

type Objects = Readonly<Record<number, string>>

function skeleton(members: string): Objects {
  return {
    [number.catalog]: `<</Type /Catalog /Pages ${number.pages} 0 R>>`,
    [number.pages]: `<</Type /Pages /Kids [${number.page} 0 R] /Count 1>>`,
    [number.page]:
      `<</Type /Page /Parent ${number.pages} 0 R /MediaBox [0 0 595 842] /Contents ${number.content} 0 R ` +
      `/Resources <</Font <</F1 ${number.font} 0 R>>>> ${members}>>`,
    [number.font]: '<</Type /Font /Subtype /Type1 /BaseFont /Helvetica>>',
  }
}

function begun(objects: Objects): Uint8Array {
  const header = '%PDF-1.7\n'
  const size = Math.max(...Object.keys(objects).map(Number)) + 1
  const free = '0 1\n0000000000 65535 f \n'
  const trailer = `/Size ${size} /Root ${number.catalog} 0 R`
  return utf8(header + section(header.length, objects, free, trailer))
}

/** Objects with their cross-reference table (ISO 32000-1 §7.5.4) behind `before` octets. */
function section(before: number, objects: Objects, rows: string, trailer: string): string {
  let body = ''
  let table = rows
  for (const [id, object] of Object.entries(objects)) {
    table += `${id} 1\n${String(before + body.length).padStart(10, '0')} 00000 n \n`
    body += `${id} 0 obj\n${object}\nendobj\n`
  }
  return `${body}xref\n${table}trailer\n<<${trailer}>>\nstartxref\n${before + body.length}\n%%EOF\n`
}

function pageOf(lines: readonly string[]): string {
  const [title = '', ...rest] = lines
  const body = rest.map((line, place) => textAt(72, 720 - place * 20, 12, line))
  return stream([textAt(72, 760, 20, title), ...body].join('\n'), [])
}

function textAt(x: number, y: number, points: number, text: string): string {
  return `BT /F1 ${points} Tf ${x} ${y} Td (${text.replaceAll(/[\\()]/g, String.raw`\$&`)}) Tj ET`
}

function stream(content: string, members: readonly string[]): string {
  return `<<${members.join(' ')} /Length ${content.length}>>\nstream\n${content}\nendstream`
}
