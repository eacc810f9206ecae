import { isoInstant } from '#clock'
import type { OrganizationEvent } from '#organization'
import { layers } from './names.ts'
import { because, type Lines } from './told.ts'

/** What became of offices and of those who hold them. */
export const organizationLines: Lines<OrganizationEvent> = {
  'office-established': ({ office, title, layer }) => [
    `the office \`${office}\` (${title}) was established in the ${layers[layer].en}`,
    `在${layers[layer].zh}设立岗位 \`${office}\`（${title}）`,
  ],
  'person-proposed': ({ person, office }) => [
    `\`${person}\` was proposed for the office \`${office}\``,
    `\`${person}\` 被提名任岗位 \`${office}\``,
  ],
  'dismissal-proposed': ({ person, office, reason }) => {
    const [en, zh] = because(reason)
    return [
      `it was proposed to dismiss \`${person}\` from the office \`${office}\`${en}`,
      `提请免去 \`${person}\` 的岗位 \`${office}\`${zh}`,
    ]
  },
  'person-appointed': ({ person, office }) => [
    `\`${person}\` was appointed to the office \`${office}\``,
    `\`${person}\` 被任命为岗位 \`${office}\` 的任职人员`,
  ],
  'person-dismissed': ({ person, office }) => [
    `\`${person}\` was dismissed from the office \`${office}\``,
    `\`${person}\` 被免去岗位 \`${office}\``,
  ],
  'absence-began': ({ person, until }) => [
    `the absence of \`${person}\` began, until ${isoInstant(until)}`,
    `\`${person}\` 开始离岗，至 ${isoInstant(until)} 止`,
  ],
  'absence-ended': ({ person }) => [`the absence of \`${person}\` ended`, `\`${person}\` 返岗`],
  'training-lapsed': ({ person, training }) => [
    `the training \`${training}\` of \`${person}\` lapsed`,
    `\`${person}\` 的培训 \`${training}\` 到期失效`,
  ],
  'absence-declared': ({ person, from, until, reason }) => {
    const [en, zh] = because(reason)
    return [
      `\`${person}\` will be away from ${isoInstant(from)} until ${isoInstant(until)}${en}`,
      `申报 \`${person}\` 自 ${isoInstant(from)} 至 ${isoInstant(until)} 离岗${zh}`,
    ]
  },
  'absence-withdrawn': ({ person, from }) => [
    `the absence of \`${person}\` that was to begin at ${isoInstant(from)} was withdrawn`,
    `撤回 \`${person}\` 自 ${isoInstant(from)} 起的离岗`,
  ],
  'substitute-proposed': ({ person, substitute, office }) => [
    `\`${substitute}\` was proposed to stand in for \`${person}\` in the office \`${office}\``,
    `\`${substitute}\` 被提名为 \`${person}\` 在岗位 \`${office}\` 的代理人`,
  ],
  'substitute-named': ({ person, substitute, office }) => [
    `\`${substitute}\` was named to stand in for \`${person}\` in the office \`${office}\``,
    `\`${substitute}\` 被指定为 \`${person}\` 在岗位 \`${office}\` 的代理人`,
  ],
  'substitute-removed': ({ person, substitute, office, reason }) => {
    const [en, zh] = because(reason)
    return [
      `\`${substitute}\` stands in no longer for \`${person}\` in the office \`${office}\`${en}`,
      `\`${substitute}\` 不再是 \`${person}\` 在岗位 \`${office}\` 的代理人${zh}`,
    ]
  },
  'training-recorded': ({ person, training, until }) => [
    `\`${person}\` has the training \`${training}\`, until ${isoInstant(until)}`,
    `登记 \`${person}\` 的培训 \`${training}\`，有效期至 ${isoInstant(until)}`,
  ],
  'training-withdrawn': ({ person, training, reason }) => {
    const [en, zh] = because(reason)
    return [
      `the training \`${training}\` of \`${person}\` was withdrawn${en}`,
      `撤销 \`${person}\` 的培训 \`${training}\`${zh}`,
    ]
  },
}
