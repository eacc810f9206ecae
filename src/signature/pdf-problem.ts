import type { PdfFault, PdfSigningFault, SignatureFault } from '#pdf'
import type { FormFault } from './levels.ts'

/** Why a file is not read as PDF, as a fault of the form. */
export function pdfProblem(fault: PdfFault): FormFault {
  switch (fault.kind) {
    case 'pdf-encrypted':
      return { kind: 'document-forbids', problem: 'it is encrypted; save it without a password first' }
    case 'pdf-no-header':
      return unreadable('it does not begin like a PDF')
    case 'pdf-budget':
      return unreadable(`more than ${fault.max} ${fault.budget}`)
    case 'pdf-damaged':
      return unreadable(`damaged at octet ${fault.offset} (${spoken(fault.what)})`)
    case 'pdf-ambiguous':
      return unreadable(
        `two readers could see two documents, at octet ${fault.offset} (${spoken(fault.what)})`,
      )
    case 'pdf-filter':
      return unreadable(`object ${fault.object} is packed by \`${fault.filter}\`, which is not read here`)
    default:
      return fault satisfies never
  }
}

/** Why a signature or time-stamp is not put into a PDF. */
export function pdfSigningProblem(fault: PdfSigningFault): FormFault {
  switch (fault.kind) {
    case 'pdf-too-large':
      return { kind: 'room-too-small', octets: fault.octets, octetsMax: fault.max }
    case 'pdf-contents-small':
      return { kind: 'room-too-small', octets: fault.needed, octetsMax: fault.octets }
    case 'pdf-field-taken':
      return forbids(`the field \`${fault.name}\` is no empty signature field`)
    case 'pdf-page-missing':
      return forbids(`it has ${fault.pages} pages, and none numbered ${fault.page + 1}`)
    case 'pdf-mark-outside':
      return forbids(`the page shows ${fault.width} by ${fault.height} points, and the mark is not within`)
    case 'pdf-signed-already':
      return forbids('it is signed already, and a certification must be the first signature')
    case 'pdf-form-malformed':
      return forbids(`its \`${fault.what}\` is not what it should be`)
    default:
      return fault satisfies never
  }
}

/** What is wrong with a signature's place in the file, as a phrase. */
export function placeWords(fault: SignatureFault): string {
  switch (fault.kind) {
    case 'byte-range-malformed':
      return 'the byte range is not four whole numbers'
    case 'byte-range-start':
      return `the byte range begins at octet ${fault.start} and not at the beginning`
    case 'byte-range-gap':
      return `the byte range leaves out ${fault.from} to ${fault.to}, which is not exactly the signature`
    case 'byte-range-end':
      return `the byte range ends at ${fault.end}, its revision at ${fault.expected}`
    case 'contents-malformed':
      return 'the signature is not written as hexadecimal digits'
    case 'contents-mixed-case':
      return 'the signature is written in capital and in small digits'
    case 'contents-truncated':
      return 'the signature is cut off'
    case 'contents-padding':
      return 'there is something behind the signature in the room kept for it'
    case 'sub-filter-unknown':
      return `its kind \`${fault.subFilter ?? ''}\` is not known here`
    case 'field-missing':
      return 'no signature field leads to it'
    case 'field-twice':
      return `several fields lead to it: ${fault.names.map((name) => `\`${name}\``).join(', ')}`
    case 'revision-shared':
      return `one revision holds several signatures (objects ${fault.objects.join(', ')})`
    default:
      return fault satisfies never
  }
}

function unreadable(problem: string): FormFault {
  return { kind: 'form-unreadable', form: 'PAdES', problem }
}

export function forbids(problem: string): FormFault {
  return { kind: 'document-forbids', problem }
}

function spoken(what: string): string {
  return what.replaceAll('-', ' ')
}
