import type { OrganizationFault } from '#organization'
import type { Words } from './words.ts'

/** What the room of offices refuses, in words. */
export const organizationWords: Words<OrganizationFault> = {
  'office-known': ({ office }) => ({
    status: 409,
    title: 'the office exists already',
    detail: `there is an office \`${office}\`: use it, or take another name`,
  }),
  'office-unknown': ({ office }) => ({
    status: 404,
    title: 'there is no such office',
    detail:
      `the unit has no office \`${office}\`: look at \`/organization\`, or establish it first ` +
      '(`office.establish`)',
  }),
  'offices-full': ({ officesMax }) => ({
    status: 409,
    title: 'there are too many offices',
    detail: `a unit has at most ${officesMax} offices: use one there is`,
  }),
  'office-holders-full': ({ office, holdersMax }) => ({
    status: 409,
    title: 'the office has too many holders',
    detail: `\`${office}\` has ${holdersMax} holders, the most there can be: dismiss one first`,
  }),
  'person-unknown': ({ person }) => ({
    status: 404,
    title: 'the person is unknown',
    detail: `the unit knows no person \`${person}\`: register them first (\`POST /requests\`)`,
  }),
  'appointed-already': ({ person, office }) => ({
    status: 409,
    title: 'the person holds the office already',
    detail: `\`${person}\` holds \`${office}\` already: nothing is left to do`,
  }),
  'not-appointed': ({ person, office }) => ({
    status: 409,
    title: 'the person does not hold the office',
    detail: `\`${person}\` does not hold \`${office}\`: nothing is left to do`,
  }),
}
