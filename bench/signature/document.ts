/**
 * A PDF file of about a megabyte, as an office writes one: pages of text one after the other, each with its
 * content stream, a table of cross-references at the end.
 */
export function measuredPdf(pages: number, octetsOfPage: number): Uint8Array {
  const parts: string[] = ['%PDF-1.7\n%\u00e2\u00e3\u00cf\u00d3\n']
  const offsets: number[] = []
  let length = parts[0]?.length ?? 0
  const put = (number: number, body: string): void => {
    const text = `${number} 0 obj\n${body}\nendobj\n`
    offsets[number] = length
    length += text.length
    parts.push(text)
  }
  const kids = Array.from({ length: pages }, (_, page) => `${4 + 2 * page} 0 R`).join(' ')
  put(1, '<< /Type /Catalog /Pages 2 0 R >>')
  put(2, `<< /Type /Pages /Kids [${kids}] /Count ${pages} >>`)
  put(3, '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>')
  for (let page = 0; page < pages; page += 1) {
    const content = pageText(page, octetsOfPage)
    const common = '/Type /Page /Parent 2 0 R /MediaBox [0 0 595 842]'
    put(4 + 2 * page, `<< ${common} /Resources << /Font << /F 3 0 R >> >> /Contents ${5 + 2 * page} 0 R >>`)
    put(5 + 2 * page, `<< /Length ${content.length} >>\nstream\n${content}\nendstream`)
  }
  const rows = offsets.slice(1).map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`)
  const size = rows.length + 1
  parts.push(`xref\n0 ${size}\n0000000000 65535 f \n${rows.join('')}`)
  parts.push(`trailer\n<< /Size ${size} /Root 1 0 R >>\nstartxref\n${length}\n%%EOF\n`)
  return Buffer.from(parts.join(''), 'latin1')
}

function pageText(page: number, octets: number): string {
  const lines = ['BT /F 9 Tf 40 800 Td 12 TL']
  for (let line = 0, length = 0; length < octets; line += 1) {
    const words = `the permit is granted under the conditions of section ${line % 17}.`
    const text = `(Page ${page}, line ${line}: ${words}) '`
    lines.push(text)
    length += text.length + 1
  }
  return [...lines, 'ET'].join('\n')
}
