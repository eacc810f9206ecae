import type { Trustee, VisitorTrustee } from '#task'
import type { Speaker } from '#unit'
import { listed } from './chinese-lines.ts'

const kinds: Readonly<Record<Speaker['kind'], string>> = {
  person: '人员',
  device: '设备',
  service: '服务',
  node: '节点',
  unit: '单位',
  visitor: '来访者',
}

/** What somebody is who speaks by a key. */
export function speakerText(kind: string): string {
  return new Map<string, string>(Object.entries(kinds)).get(kind) ?? kind
}

/** Whom a procedure names. */
export function trusteeText(trustee: Trustee): string {
  switch (trustee.kind) {
    case 'office':
      return `岗位 \`${trustee.office}\` 的任职人员`
    case 'person':
      return listed([trustee.person])
    case 'opener':
      return '案件发起人'
    case 'anyone':
      return '持有本单位证书的人员'
    case 'public':
      return '没有证书的市民'
    case 'node':
      return '节点'
    case 'unit':
      return visitorsText(trustee)
    case 'any-of':
      return trustee.of.map(trusteeText).join('，或')
    default:
      return trustee satisfies never
  }
}

function visitorsText({ unit, office, grade, paths }: VisitorTrustee): string {
  const who = office === undefined ? '人员' : `岗位 \`${office}\` 的任职人员`
  const ways = paths === 1 ? '' : `，且经由 ${paths} 条不共用第三方单位的信任路径`
  return `\`${unit}\` 以等级 \`${grade}\` 来访${ways}的${who}`
}
