import { concat } from '#bytes'
import { hour } from '#clock'
import { certain, sure } from '#fault'
import { fakePdf, fakeSigned, fakeUpdate, type MarkPlace, openPdf, reference, signaturesOf } from '#pdf'
import { fakeTokenFor, padesRow } from '#signature'
import { bodyOf, octetsOf } from './attack.ts'
import { bo, clock, context, signWith, stranger, wei } from './signer.ts'

/** Something that a signature lets happen to a file, and that has to be told. */
export interface Allowed {
  readonly name: string
  readonly idea: string
  readonly build: () => Uint8Array
}

const [byWei, byBo, byStranger] = [signWith(wei), signWith(bo), signWith(stranger)]
const mark: MarkPlace = {
  page: 0,
  rectangle: [400, 20, 500, 60],
  appearance: () => [{ kind: 'array', items: [reference(8)] }],
}
const note = '<</Type /Annot /Subtype /Text /Contents (x) /P 3 0 R /Rect [0 0 9 9]>>'

/** Files whose first signature passes, and what came to them. */
export const allowed: readonly Allowed[] = [
  { name: 'as-signed.pdf', idea: 'nothing', build: () => byWei(fakePdf()) },
  { name: 'as-signed-stream.pdf', idea: 'nothing, in another form', build: () => byWei(fakePdf('stream')) },
  { name: 'as-signed-packed.pdf', idea: 'nothing, packed', build: () => byWei(fakePdf('packed')) },
  ...([1, 2, 3] as const).map((certification) => ({
    name: `as-certified-${certification}.pdf`,
    idea: `nothing after a certification of level ${certification}`,
    build: () => byWei(fakePdf(), { certification }),
  })),
  {
    name: 'blanks.pdf',
    idea: 'white space behind the end',
    build: () => concat(byWei(fakePdf()), octetsOf('\n \n')),
  },
  { name: 'signed-further.pdf', idea: 'a further signature', build: () => byBo(byWei(fakePdf())) },
  {
    name: 'signed-further-mark.pdf',
    idea: 'a further signature with a mark',
    build: () => byBo(byWei(fakePdf()), { mark }),
  },
  {
    name: 'signed-further-field.pdf',
    idea: 'a further signature in the place kept for it, in a certified file',
    build: () => byBo(byWei(fakePdf(), { certification: 2 }), { mark, fieldName: 'approval' }),
  },
  {
    name: 'signed-further-stranger.pdf',
    idea: 'a mark, by somebody whom nobody vouches for',
    build: () => byStranger(byWei(fakePdf()), { mark }),
  },
  {
    name: 'signed-further-wrong.pdf',
    idea: 'a mark, under a signature whose value is wrong',
    build: () => wrongAtEnd(byBo(byWei(fakePdf()), { mark })),
  },
  {
    name: 'signed-further-empty.pdf',
    idea: 'a mark, under something that is no CMS',
    build: () => fakeSigned(byWei(fakePdf()), { mark }),
  },
  {
    name: 'signed-below-stranger.pdf',
    idea: 'a second signature of two, the first by somebody whom nobody vouches for',
    build: () => byWei(byStranger(fakePdf(), { mark })),
  },
  {
    name: 'field-filled.pdf',
    idea: 'a form filled in, as the certification allows',
    build: () => {
      const signed = byWei(fakePdf(), { certification: 2 })
      return fakeUpdate(signed, { 10: bodyOf(signed, 10).replace('(100)', '(900)') })
    },
  },
  {
    name: 'field-filled-signed.pdf',
    idea: 'the same, signed by who filled it in',
    build: () => {
      const signed = byWei(fakePdf(), { certification: 2 })
      return byBo(fakeUpdate(signed, { 10: bodyOf(signed, 10).replace('(100)', '(900)') }))
    },
  },
  {
    name: 'note-added.pdf',
    idea: 'a note, as the certification allows',
    build: () => {
      const signed = byWei(fakePdf(), { certification: 3, fieldName: 'approval' })
      return fakeUpdate(signed, { 16: '[10 0 R 11 0 R 21 0 R 23 0 R 60 0 R]', 60: note })
    },
  },
  {
    name: 'program-changed.pdf',
    idea: 'another name of the program that wrote it',
    build: () => fakeUpdate(byWei(fakePdf()), { 17: '<</Title (Letter) /Producer (other)>>' }),
  },
  {
    name: 'unused.pdf',
    idea: 'an object that nothing leads to',
    build: () => fakeUpdate(byWei(fakePdf()), { 60: '(refused)' }),
  },
  { name: 'evidence.pdf', idea: 'material to prove it later', build: () => proven(byWei(fakePdf())) },
  {
    name: 'evidence-stamped.pdf',
    idea: 'the same, with a time-stamp over all of it',
    build: () => stamped(proven(byWei(fakePdf()))),
  },
  {
    name: 'evidence-wrong.pdf',
    idea: 'the same, with a time-stamp whose value is wrong',
    build: () => wrongAtEnd(stamped(proven(byWei(fakePdf())))),
  },
]

/** The file with the last octet of the last CMS or token changed: the end of a signature's value. */
function wrongAtEnd(file: Uint8Array): Uint8Array {
  const last = certain(signaturesOf(sure(openPdf(file), 'a file of the test')).at(-1), 'a signature')
  const [, start] = certain(last.byteRange, 'a byte range')
  const at = start + 2 * last.cms.length
  const changed = Uint8Array.from(file)
  changed[at] = file[at] === 0x30 ? 0x31 : 0x30
  return changed
}

function idIn(file: Uint8Array): string {
  return certain(sure(padesRow.read(file, []), 'a file of the test')[0], 'a signature').id
}

function proven(file: Uint8Array): Uint8Array {
  const evidence = { ...context.evidence, certificates: [wei.certificate.der] }
  return sure(padesRow.withEvidence(file, idIn(file), evidence), 'evidence')
}

function stamped(file: Uint8Array): Uint8Array {
  const id = idIn(file)
  const imprint = sure(padesRow.archiveImprint(file, id, 'sha256', []), 'an imprint')
  const token = fakeTokenFor(clock, context.now - hour, 'sha256', imprint)
  return sure(padesRow.withArchiveTimestamp(file, id, 'sha256', token, []), 'a time-stamp')
}
