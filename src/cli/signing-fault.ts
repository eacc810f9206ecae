import { type Instant, isoInstant } from '#clock'
import type { Pkcs12Fault } from '#cms'
import type { FormFault } from '#signature'

/** Why a document is not signed, or a signed one not changed. */
export type SigningFault =
  | { readonly kind: 'pkcs12-unopened'; readonly path: string; readonly fault: Pkcs12Fault }
  | { readonly kind: 'certificate-not-of-key'; readonly path: string }
  | {
      readonly kind: 'certificate-out-of-time'
      readonly path: string
      readonly notBefore: Instant
      readonly notAfter: Instant
    }
  | { readonly kind: 'certificate-not-for-signing'; readonly path: string }
  | { readonly kind: 'form-refused'; readonly path: string; readonly fault: FormFault }

/** The fault as one sentence that says what to do next. */
export function signingSentence(fault: SigningFault): string {
  switch (fault.kind) {
    case 'pkcs12-unopened':
      return `\`${fault.path}\` is not opened: ${pkcs12Words(fault.fault)}`
    case 'certificate-not-of-key':
      return `none of the certificates in \`${fault.path}\` is of this key: give the one issued for it`
    case 'certificate-out-of-time':
      return (
        `the certificate in \`${fault.path}\` is good from ${isoInstant(fault.notBefore)} ` +
        `to ${isoInstant(fault.notAfter)} and not now: nothing was signed, have it renewed`
      )
    case 'certificate-not-for-signing':
      return `the certificate in \`${fault.path}\` is not for signatures: nothing was signed, take another`
    case 'form-refused':
      return `\`${fault.path}\`: ${formWords(fault.fault)}`
    default:
      return fault satisfies never
  }
}

function pkcs12Words(fault: Pkcs12Fault): string {
  switch (fault.kind) {
    case 'not-pkcs12':
      return 'it is no PKCS #12 file'
    case 'passphrase-wrong':
      return 'the passphrase is wrong, or the file was changed'
    case 'integrity-missing':
      return 'nothing in it proves that it was not changed; export it again, with a MAC'
    case 'algorithm-old':
      return (
        `it is protected by ${fault.algorithm}, which protects nothing any more; write it anew with ` +
        '`openssl pkcs12 -legacy -in old.p12 -nodes | openssl pkcs12 -export -out new.p12`'
      )
    case 'algorithm-unknown':
      return `its algorithm ${fault.algorithm} is not known here; export it with AES-256`
    case 'iterations-excessive':
      return `it asks for ${fault.iterations} rounds, ${fault.iterationsMax} are the most; export it again`
    case 'file-damaged':
      return 'it is damaged'
    default:
      return fault satisfies never
  }
}

/** Why a file of a form is refused, as a phrase that says what to do next. */
function formWords(fault: FormFault): string {
  switch (fault.kind) {
    case 'parts-unfit':
      return `${fault.form} does not sign ${fault.parts} files at once: take another \`--form\``
    case 'part-not-whole':
      return `\`${fault.name}\` is too large to go into the signature: sign it with \`--detached\``
    case 'digest-missing':
      return `the ${fault.algorithm} of \`${fault.name}\` is not at hand: give the file by \`--content\``
    case 'form-unreadable':
      return `it is no ${fault.form} that can be read: ${fault.problem}`
    case 'signature-unknown':
      return `it holds no signature \`${fault.id}\`: \`chancery verify\` shows which there are`
    case 'token-unreadable':
      return `the time-stamp cannot be read (${fault.problem}): ask another authority`
    case 'token-for-other':
      return 'the time-stamp is over something else: ask again'
    case 'content-other':
      return `\`${fault.name}\` is not what the file holds`
    case 'room-too-small':
      return `${fault.octets} octets do not go in: there is room for ${fault.octetsMax}`
    case 'document-forbids':
      return `the document does not allow it: ${fault.problem}`
    case 'form-lacks':
      return `${fault.form} has no ${fault.what}`
    default:
      return fault satisfies never
  }
}
