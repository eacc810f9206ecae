import { parsePublicKey, thumbprintOf } from '#crypto'
import type { ValidPath } from '#trust'
import { type Certificate, isSignedBy, sameName } from '#x509'

/** A unit keeps nine links; twice as many let those of a unit above it lie beside them. */
const linksMax = 18

/**
 * Whether the key of a record is certified by the unit of this name, which is the thumbprint of its first
 * authority key: that key, or one that it was rolled over to, stands above the record's and below every
 * agreement. Any unit that is recognised has a record of its own, on which it could write another's name.
 *
 * @param known certificates from anyone, among which the links of a rollover are sought
 */
export function isOfUnit(unit: string, path: ValidPath, known: readonly Certificate[]): boolean {
  const above = withinUnit([...path.chain, path.anchor])
  const wanted = new Set(above.map(thumbprintOf))
  if (wanted.has(unit)) return true
  // RFC 4210 §4.4: the old key certifies the new one, both under one name. What a new key says of an old one
  // proves nothing here: any key could be named so.
  const links = known.filter(
    (one) => isLink(one) && above.some((each) => sameName(each.subject, one.subject)),
  )
  const few = links.slice(0, linksMax)
  const reached = new Set([unit])
  for (let before = 0; before < reached.size; ) {
    before = reached.size
    for (const link of few) {
      const key = thumbprintOf(link)
      if (!reached.has(key) && isLinkedFrom(link, reached, known)) reached.add(key)
    }
  }
  return [...reached].some((key) => wanted.has(key))
}

/** Up to the first certificate that another unit made: an agreement, which alone constrains names. */
function withinUnit(above: readonly Certificate[]): readonly Certificate[] {
  const agreement = above.findIndex(({ nameConstraints }) => nameConstraints !== undefined)
  return agreement < 0 ? above : above.slice(0, agreement + 1)
}

function isLink({ basicConstraints, issuer, subject }: Certificate): boolean {
  return basicConstraints?.ca === true && sameName(issuer, subject)
}

/** Whether one of the keys reached so far signed a link. */
function isLinkedFrom(
  link: Certificate,
  reached: ReadonlySet<string>,
  known: readonly Certificate[],
): boolean {
  const holders = new Map(
    known.filter((one) => reached.has(thumbprintOf(one))).map((one) => [thumbprintOf(one), one] as const),
  )
  return [...holders.values()].some(({ spki }) => {
    const key = parsePublicKey(spki)
    return key.ok && isSignedBy(link, key.value)
  })
}
