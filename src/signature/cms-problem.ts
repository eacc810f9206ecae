import type { CmsFault } from '#cms'
import type { FormFault } from './levels.ts'
import type { SignatureForm } from './object.ts'

/** Why octets are no signed message, as a phrase. */
export function cmsWords(fault: CmsFault): string {
  switch (fault.kind) {
    case 'not-der':
      return `damaged at octet ${fault.fault.offset} (${fault.fault.kind})`
    case 'content-type-unexpected':
      return `a message of the type ${fault.found}, not ${fault.expected}`
    case 'version-unsupported':
      return `version ${fault.version}, which is not known here`
    case 'too-many':
      return `${fault.count} ${fault.what}, of which ${fault.countMax} are the most`
    case 'attribute-duplicate':
      return `the attribute ${fault.type} twice`
    case 'attribute-values':
      return `the attribute ${fault.type} with ${fault.count} values`
    case 'attribute-malformed':
      return `the attribute ${fault.type}: ${cmsWords(fault.fault)}`
    case 'digest-unknown':
      return `a digest algorithm that is not known here (${fault.algorithm})`
    case 'digest-length':
      return `a digest of ${fault.length} octets where ${fault.lengthDue} are due`
    case 'encryption-unsupported':
      return 'evidence over encrypted content'
    case 'ocsp-unanswered':
      return `an OCSP response without an answer (status ${fault.status})`
    default:
      return fault satisfies never
  }
}

export function cmsProblem(fault: CmsFault, form: SignatureForm = 'CAdES'): FormFault {
  return { kind: 'form-unreadable', form, problem: cmsWords(fault) }
}
