import { isoInstant } from '#clock'
import type { ProcedureEvent } from '#procedure'
import type { Executor } from '#task'
import { because, type Lines, listed, type Sentence } from './told.ts'

/** What became of procedures, and of cases and their steps. */
export const caseLines: Lines<ProcedureEvent> = {
  'procedure-drafted': ({ procedure, case: id }) => [
    `a text of the procedure \`${procedure}\` was drafted in case \`${id}\``,
    `在案件 \`${id}\` 中起草流程 \`${procedure}\` 的文本`,
  ],
  'procedure-adopted': ({ procedure, digest }) => [
    `the procedure \`${procedure}\` was adopted, with the digest \`${digest}\``,
    `颁布流程 \`${procedure}\`，摘要为 \`${digest}\``,
  ],
  'procedures-announced': ({ digests }) => [
    `further procedures of the founding were announced: ${digests.length}`,
    `公布创建时的另外 ${digests.length} 项流程`,
  ],
  'case-opened': ({ case: id, procedure, opener }) => [
    `\`${opener.id}\` opened case \`${id}\` of \`${procedure}\``,
    `\`${opener.id}\` 发起流程 \`${procedure}\` 的案件 \`${id}\``,
  ],
  'case-lodged': ({ case: id, lodging }) => [
    `a citizen lodged case \`${id}\`, followed by \`${lodging}\``,
    `市民提交案件 \`${id}\`，凭 \`${lodging}\` 查询进展`,
  ],
  'case-cancelled': ({ case: id, reason }) => {
    const [en, zh] = because(reason)
    return [`case \`${id}\` was cancelled${en}`, `案件 \`${id}\` 被撤销${zh}`]
  },
  'case-stranded': ({ case: id, override }) => [
    `case \`${id}\` was left without a way to its end (\`${override}\`)`,
    `案件 \`${id}\` 已无法办结（\`${override}\`）`,
  ],
  'case-freed': ({ case: id }) => [`case \`${id}\` has a way to its end again`, `案件 \`${id}\` 又可以办结`],
  'step-claimed': ({ executor, ...at }) => [
    `\`${executor.id}\` claimed ${step(at)[0]}${forWhom(executor)[0]}`,
    `\`${executor.id}\` 认领${step(at)[1]}${forWhom(executor)[1]}`,
  ],
  'step-assigned': ({ executor, by, ...at }) => [
    `\`${by.id}\` gave ${step(at)[0]} to \`${executor.id}\``,
    `\`${by.id}\` 将${step(at)[1]} 指派给 \`${executor.id}\``,
  ],
  'step-held': ({ by, reason, ...at }) => {
    const [en, zh] = because(reason)
    return by === 'supervisor'
      ? [`${step(at)[0]} was suspended${en}`, `${step(at)[1]} 被责令暂停${zh}`]
      : [`${step(at)[0]} was put on hold${en}`, `${step(at)[1]} 暂停${zh}`]
  },
  'step-resumed': ({ executor, ...at }) => [
    `\`${executor.id}\` goes on with ${step(at)[0]}`,
    `\`${executor.id}\` 继续办理${step(at)[1]}`,
  ],
  'step-restored': (at) => [`the suspension of ${step(at)[0]} ended`, `${step(at)[1]} 恢复办理`],
  'step-completed': ({ outcome, ...at }) => [
    `${step(at)[0]} was completed${outcome === undefined ? '' : ` with the outcome \`${outcome}\``}`,
    `${step(at)[1]} 完成${outcome === undefined ? '' : `，办理结果为 \`${outcome}\``}`,
  ],
  'step-released': (at) => [`${step(at)[0]} was given back`, `${step(at)[1]} 被退回`],
  'step-revoked': ({ reason, ...at }) => {
    const [en, zh] = because(reason)
    return [`${step(at)[0]} was revoked${en}`, `${step(at)[1]} 被撤销${zh}`]
  },
  'step-delegated': ({ delegate, ...at }) => {
    const { by, id, permissions, until } = delegate
    const ends = until === undefined ? '' : isoInstant(until)
    return [
      `\`${by.id}\` delegated ${step(at)[0]} to \`${id}\`` +
        (permissions ? `, with ${listed(permissions, ', ')}` : '') +
        (ends && ` until ${ends}`),
      `\`${by.id}\` 将${step(at)[1]} 委托给 \`${id}\`` +
        (permissions ? `，权限为 ${listed(permissions, '、')}` : '') +
        (ends && `，至 ${ends} 止`),
    ]
  },
  'delegation-ended': ({ delegate, ...at }) => [
    `the delegation of ${step(at)[0]} to \`${delegate.id}\` ended`,
    `${step(at)[1]} 对 \`${delegate.id}\` 的委托终止`,
  ],
  'glass-broken': ({ executor, glass, ...at }) => {
    const [en, zh] = because(glass.reason)
    return [
      `\`${executor.id}\` took ${step(at)[0]} in an emergency, and told \`${glass.told.id}\`${en}`,
      `\`${executor.id}\` 紧急处置${step(at)[1]}，并通知 \`${glass.told.id}\`${zh}`,
    ]
  },
  'step-expired': (at) => [`the window of ${step(at)[0]} passed`, `${step(at)[1]} 办理期限届满`],
  'step-escalated': (at) => [
    `nobody took ${step(at)[0]} in time: the layer above was shown it`,
    `${step(at)[1]} 逾期无人认领，已上报上一层级`,
  ],
  'step-used': ({ permission, ...at }) => [
    `\`${permission}\` was used by ${step(at)[0]}`,
    `依据${step(at)[1]} 使用权限 \`${permission}\``,
  ],
}

function step({ case: id, step: name }: { readonly case: string; readonly step: string }): Sentence {
  return [`step \`${name}\` of case \`${id}\``, `案件 \`${id}\` 的环节 \`${name}\``]
}

function forWhom({ office, for: absent }: Executor): Sentence {
  if (office === undefined) return ['', '']
  const [en, zh] = absent === undefined ? ['', ''] : [` for \`${absent}\``, `（代理 \`${absent}\`）`]
  return [` as holder of \`${office}\`${en}`, `，以岗位 \`${office}\` 的身份${zh}`]
}
