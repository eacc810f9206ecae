import type { Trustee, VisitorTrustee } from '#task'

/** Whom a procedure names, in words. */
export function trusteeText(trustee: Trustee): string {
  switch (trustee.kind) {
    case 'office':
      return `holders of the office \`${trustee.office}\``
    case 'person':
      return `\`${trustee.person}\``
    case 'opener':
      return 'whoever opened the case'
    case 'anyone':
      return 'people with a certificate of the unit'
    case 'public':
      return 'citizens without a certificate'
    case 'node':
      return 'the node'
    case 'unit':
      return visitorsText(trustee)
    case 'any-of':
      return trustee.of.map(trusteeText).join(' or ')
    default:
      return trustee satisfies never
  }
}

function visitorsText({ unit, office, grade, paths }: VisitorTrustee): string {
  const who = office === undefined ? 'people' : `holders of the office \`${office}\``
  const ways = paths === 1 ? '' : ` and over ${paths} paths that share no third unit`
  return `${who} of \`${unit}\` who were received in the grade \`${grade}\`${ways}`
}
