import { day } from '#clock'
import { digestForSuite, runningDigest } from '#crypto'
import { sure } from '#fault'
import { openPdf, type PdfSignatureWishes, placeSignature, prepareSignature } from '#pdf'
import {
  cadesRow,
  digestedPart,
  type FakeHolder,
  fakeHolder,
  fakeList,
  fakeRoot,
  padesRow,
  type Report,
  type SigningPart,
  type SigningWishes,
  type TrustContext,
  verifyFile,
  wholeFile,
  wholePart,
} from '#signature'
import type { Sign } from './attack.ts'

const now = Date.UTC(2026, 10, 22, 12)
const year = 365 * day
export const terms = { from: now - year, until: now + year }
const city = fakeRoot('City', terms)

/** Who signs, and somebody of an authority that nobody trusts. */
export const wei = fakeHolder(city, 'Li Wei', terms)
export const bo = fakeHolder(city, 'Bo', terms)
export const stranger = fakeHolder(fakeRoot('Elsewhere', terms), 'Mayor', terms)
export const clock = fakeHolder(city, 'Clock', { ...terms, kind: 'clock' })

export const context: TrustContext = {
  anchors: [city.certificate],
  intermediates: [],
  evidence: { certificates: [], lists: [fakeList(city, now - day)], ocsp: [] },
  now,
}

/** Signs with a key, as PAdES does it. */
export function signWith(holder: FakeHolder): Sign {
  return (base, wishes = {}) => {
    const part = wholePart('letter.pdf', base, 'application/pdf')
    const pdf = {
      ...(wishes.fieldName === undefined ? {} : { field: wishes.fieldName }),
      ...(wishes.certification === undefined ? {} : { certify: wishes.certification }),
      ...(wishes.mark ? { mark: wishes.mark } : {}),
    }
    const prepared = padesRow.prepare(wishesOf(holder), { parts: [part], attached: true, pdf })
    return prepared.ok
      ? prepared.value.assemble(holder.key.sign(prepared.value.toBeSigned))
      : signedAgainst(holder, base, wishes)
  }
}

function wishesOf({ key, certificate }: FakeHolder): SigningWishes {
  return {
    ...{ suite: key.suite, certificate, chain: [], commitments: [], roles: [] },
    signingTime: now - day,
  }
}

/** Signs what forbids it, as a program does that does not ask. */
function signedAgainst(
  holder: FakeHolder,
  base: Uint8Array,
  wishes: Partial<PdfSignatureWishes>,
): Uint8Array {
  const prepared = sure(
    prepareSignature(sure(openPdf(base), 'a file of the test'), {
      ...{ fieldName: 'uninvited', contentsBytes: 8192, subFilter: 'ETSI.CAdES.detached' },
      ...wishes,
    }),
    'a place for a signature',
  )
  const algorithm = digestForSuite(holder.key.suite)
  const digest = (): Uint8Array => {
    const running = runningDigest(algorithm)
    for (const one of prepared.parts) running.update(one)
    return running.digest()
  }
  const part = digestedPart('letter.pdf', new Map([[algorithm, digest()]]))
  const cms = sure(cadesRow.prepare(wishesOf(holder), { parts: [part], attached: false }), 'a CMS')
  return sure(placeSignature(prepared, cms.assemble(holder.key.sign(cms.toBeSigned))), 'room')
}

export function verified(file: Uint8Array): Report {
  return verifiedBeside(file, [])
}

/** The same, with what lies beside the file. */
export function verifiedBeside(file: Uint8Array, parts: readonly SigningPart[]): Report {
  return verifyFile({ file: wholeFile('a file', file), parts, context })
}
