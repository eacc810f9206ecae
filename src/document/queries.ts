import { z } from 'zod'
import { isoInstant } from '#clock'
import { accept, certain, type Result, refuse } from '#fault'
import {
  caseForm,
  isCaseShown,
  type LodgingFault,
  lodgedCase,
  lodgingForm,
  type ProcedureFault,
} from '#procedure'
import { defineQuery } from '#unit'
import type { DocumentFault } from './fault.ts'
import { digestForm, objectForm, signatureForm } from './form.ts'
import { type SignatureRow, signatureOf, signaturesOf } from './state.ts'

type NotYours = Extract<ProcedureFault, { readonly kind: 'not-yours' }>

/** What everybody may know who has the signature or the file: names stand in the signed file alone. */
function publicView({ signature, document, form, serial, sealed, entry, time }: SignatureRow): object {
  return { signature, document, form, serial, sealed, entry, time: isoInstant(time) }
}

function fullView(known: SignatureRow): object {
  return { ...known, time: isoInstant(known.time) }
}

const one = defineQuery({
  name: 'signature.show',
  label: 'whether a signature stands on the record',
  path: '/signatures/:signature',
  input: z.strictObject({ signature: signatureForm }),
  access: { by: 'public' },
  answer({ state }, { signature }): Result<unknown, DocumentFault> {
    const known = signatureOf(state, signature)
    return known ? accept(publicView(known)) : refuse({ kind: 'signature-not-found', signature })
  },
})

const ofDocument = defineQuery({
  name: 'document.signatures',
  label: 'which signatures of a file stand on the record',
  path: '/documents/:document/signatures',
  input: z.strictObject({ document: digestForm }),
  access: { by: 'public' },
  answer({ state }, { document }) {
    return accept({ document, signatures: signaturesOf(state, 'document', document).map(publicView) })
  },
})

const ofObject = defineQuery({
  name: 'signature.list',
  label: 'the signatures about one object',
  path: '/signatures',
  input: z.strictObject({ object: objectForm }),
  access: { by: 'step', permission: 'document.read', object: ({ object }) => object },
  answer({ state }, { object }) {
    return accept({ object, signatures: signaturesOf(state, 'object', object).map(fullView) })
  },
})

const ofCase = defineQuery({
  name: 'case.signatures',
  label: 'the signatures made in a case',
  path: '/cases/:case/signatures',
  input: z.strictObject({ case: caseForm }),
  access: { by: 'member', visitors: true },
  answer({ state, reader, time }, { case: id }): Result<unknown, NotYours> {
    if (!isCaseShown(state, id, certain(reader, 'the reader'), time)) {
      return refuse({ kind: 'not-yours', case: id })
    }
    return accept({ case: id, signatures: signaturesOf(state, 'case', id).map(fullView) })
  },
})

const ofLodging = defineQuery({
  name: 'lodging.documents',
  label: 'the documents sealed in a lodged case',
  path: '/lodgings/:lodging/documents',
  input: z.strictObject({ lodging: lodgingForm }),
  access: { by: 'public' },
  answer({ state }, { lodging }): Result<unknown, LodgingFault> {
    const id = lodgedCase(state, lodging)
    if (id === undefined) return refuse({ kind: 'lodging-unknown', lodging })
    // Officials sign for one another as well; what goes out carries the seal of the unit.
    const sealed = signaturesOf(state, 'case', id).filter((one) => one.sealed)
    return accept({ lodging, documents: sealed.map(publicView) })
  },
})

export const documentQueries = [one, ofDocument, ofObject, ofCase, ofLodging] as const
