import { hex } from '#bytes'
import type { PdfString, PdfValue } from './value.ts'

/** A value as it is written into a file: the same octets for the same value. */
export function writeValue(value: PdfValue): Uint8Array {
  const parts: Uint8Array[] = []
  write(value, parts)
  return Buffer.concat(parts)
}

function write(value: PdfValue, parts: Uint8Array[]): void {
  const text = (one: string): void => {
    parts.push(Buffer.from(one, 'latin1'))
  }
  if (value === null || typeof value !== 'object') {
    text(String(value))
    return
  }
  switch (value.kind) {
    case 'real':
      return text(value.text)
    case 'name':
      return text(nameToken(value.name))
    case 'string':
      return text(value.isHex ? `<${hex(value.bytes)}>` : literal(value))
    case 'reference':
      return text(`${value.number} ${value.generation} R`)
    case 'array':
      text('[')
      for (const [place, item] of value.items.entries()) {
        if (place > 0) text(' ')
        write(item, parts)
      }
      return text(']')
    case 'dictionary':
      text('<<')
      for (const [key, member] of value.entries) {
        text(`${nameToken(key)} `)
        write(member, parts)
        text(' ')
      }
      return text('>>')
    case 'stream':
      write(value.dictionary, parts)
      text('\nstream\n')
      parts.push(value.bytes)
      return text('\nendstream')
    default:
      return value satisfies never
  }
}

function nameToken(name: string): string {
  const escaped = (character: string): string => `#${hex(Buffer.from(character, 'latin1'))}`
  return `/${name.replaceAll(/[^!$-&'*-.0-;=?-Z\\^-z|~]|#/g, escaped)}`
}

function literal({ bytes }: PdfString): string {
  const text = Buffer.from(bytes).toString('latin1')
  return `(${text.replaceAll(/[\\()]/g, String.raw`\$&`).replaceAll('\r', String.raw`\r`)})`
}
