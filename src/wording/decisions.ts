import type { JournalledDecision, ProblemName } from '#gateway'
import type { Language } from './language.ts'

/** Why the gate lets nobody through, in Chinese; in English the decision says it. */
const gateProblems: Readonly<Record<ProblemName, string>> = {
  'request-malformed': '请求不是有效的 HTTP/1.1',
  'framing-ambiguous': '请求正文的长度含混不清',
  'target-malformed': '请求地址的含义不唯一',
  'certificate-missing': '需要客户端证书',
  'certificate-refused': '该客户端证书不被接受',
  'caller-refused': '该请求方不得进入',
  'proxy-not-named': '该代理不得为此服务请求裁定',
  'permission-missing': '目前没有案件的环节准许此事',
  'permission-used-up': '权限次数已用尽',
  'route-unpublished': '没有为此发布路由',
  'request-slow': '请求未按时送达',
  'expectation-unknown': '不识别该预期',
  'host-not-served': '此处不服务该主机名',
  'host-differs': '主机名与建立此连接时的不同',
  'connections-exceeded': '同一证书的连接过多',
  'head-too-large': '请求头过大',
  'method-unsupported': '不支持该方法',
  'upstream-unreachable': '无法连接该服务',
  'upstream-malformed': '该服务的答复不是有效的 HTTP',
  'upstream-broken': '该服务在答复之前中断',
  'upstream-busy': '等待该服务的请求过多',
  'service-suspended': '该服务已暂停',
  'not-admitting': '目前不放行任何人',
  'upstream-slow': '该服务未按时答复',
  'version-unsupported': '此处只使用 HTTP/1.1',
}

/** Why other enforcement points were told no. */
const reasons = {
  'question-malformed': '这不是询问',
  'permission-unsound': '该操作不是权限',
  'object-unsound': '该资源不是对象',
  'no-step': '目前没有案件的环节准许此事',
  'uses-spent': '权限次数已用尽',
  'use-unrecorded': '该次使用未能载入记录',
  'right-over': '授权已在此期间结束',
} as const

const chinese = new Map<string, string>([...Object.entries(gateProblems), ...Object.entries(reasons)])

/** Why a decision was a no, or what befell a request later, in a few words; empty for a plain yes. */
export function tellWhy(
  { problem, why }: Pick<JournalledDecision, 'problem' | 'why'>,
  language: Language,
): string {
  const told = why ?? problem ?? ''
  return language === 'zh' ? (chinese.get(problem ?? '') ?? told) : told
}
