import type { DirectoryFault } from '#directory'
import type { Words } from './words.ts'

/** What the room that looks people up refuses, in words. */
export const directoryWords: Words<DirectoryFault> = {
  'directory-for-people': ({ query }) => ({
    status: 403,
    title: 'only people look up who is here',
    detail: `\`${query}\` is not shown to devices and services: ask with the certificate of a person`,
  }),
  'principal-not-found': ({ principal: { kind, id } }) => ({
    status: 404,
    title: 'there is nobody of that name',
    detail: `this unit has certified no ${kind} \`${id}\`: search for a part of the name`,
  }),
}
