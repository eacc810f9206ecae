import type { DirectoryFault } from '#directory'
import type { Lines } from './chinese-lines.ts'
import { speakerText } from './chinese-trustee.ts'

/** What the room that looks people up refuses. */
export const directoryLines: Lines<DirectoryFault> = {
  'directory-for-people': ({ query }) => [
    '只有人员才能查找名录',
    `\`${query}\` 不向设备和服务开放：请用人员的证书查询`,
  ],
  'principal-not-found': ({ principal: { kind, id } }) => [
    '没有该名称',
    `本单位没有为${speakerText(kind)} \`${id}\` 签发过证书：请按名称的一部分查找`,
  ],
}
