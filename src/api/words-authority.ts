import type { AuthorityFault, DifferingPart, RolloverPart } from '#identity'
import type { RetireFault } from '#recognition'
import type { Words } from './words.ts'
import { formProblem } from './words-certificate.ts'

/** What is refused about the unit's own authority keys. */
export type AuthorityKeyFault = AuthorityFault | RetireFault

const parts: Readonly<Record<RolloverPart, string>> = {
  authority: 'the certificate of the new key by itself',
  newWithOld: 'the certificate of the new key by the old one',
  oldWithNew: 'the certificate of the old key by the new one',
  issuing: 'the certificate of the issuing key by the new one',
}

const differences: Readonly<Record<DifferingPart, string>> = {
  name: 'names somebody else (is it of this unit?)',
  key: 'is for another key',
  extensions: 'has other extensions',
  serial: 'has a serial number of less than 8 octets',
  validity: 'does not count now, or as long as it should',
  signature: 'is not signed by the key it names',
}

const makeAnew = 'make all of them anew, `chancery authority new`'

/** What is refused about the unit's own authority keys, in words. */
export const authorityWords: Words<AuthorityKeyFault> = {
  'rollover-unreadable': ({ part, fault }) => ({
    status: 400,
    title: 'a certificate of the rollover cannot be read',
    detail: `${parts[part]}: ${fault.kind === 'not-pem' ? 'it is not PEM' : formProblem(fault)}; ${makeAnew}`,
  }),
  'rollover-differs': ({ part, differs }) => ({
    status: 409,
    title: 'a certificate of the rollover is not what it has to be',
    detail: `${parts[part]} ${differences[differs]}: ${makeAnew}`,
    members: { part, differs },
  }),
  'authority-key-used': ({ key }) => ({
    status: 409,
    title: 'the key is not new',
    detail: `\`${key}\` is or was a key of this unit: an authority key is made for this purpose alone`,
  }),
  'authorities-full': ({ linksMax }) => ({
    status: 409,
    title: 'too many rollovers are still followed',
    detail: `the ${linksMax} links that are kept between authority keys count: wait until the oldest ends`,
  }),
  'rollover-missing': ({ case: id }) => ({
    status: 409,
    title: 'no authority key is proposed here',
    detail: `case ${id} proposes none, or it was decided already: open one of \`roll-over-authority\``,
  }),
  'rollover-other-key': ({ key, proposed }) => ({
    status: 409,
    title: 'another key is proposed',
    detail: `the case proposes \`${proposed}\` and not \`${key}\`: ask those who made it which one is theirs`,
  }),
  'authority-unknown': ({ key }) => ({
    status: 404,
    title: 'there is no such authority key',
    detail: `\`${key}\` is no authority key of this unit: see \`chancery authority list\``,
  }),
  'authority-newest': ({ key }) => ({
    status: 409,
    title: 'the newest authority key stays',
    detail: `\`${key}\` is the newest: roll over to another one first`,
  }),
  'authority-in-use': ({ key, units }) => ({
    status: 409,
    title: 'agreements still rest on the key',
    detail:
      `\`${key}\` signed agreements that hold, with ${units.length} units (first \`${units[0]}\`): renew ` +
      'or withdraw them first',
    members: { units },
  }),
}
