import { bpmnProblem } from './chinese-bpmn.ts'
import type { Lines } from './chinese-lines.ts'
import { sessionLines } from './chinese-session.ts'
import type { ApiFault } from './fault.ts'

/** What this face itself refuses. */
export const apiLines: Lines<ApiFault> = {
  'resource-unknown': () => ['此处没有内容', '该路径下没有资源：可用的资源见 `/openapi`'],
  'method-not-allowed': ({ allowed }) => [
    '方法与路径不符',
    `该路径只接受 ${allowed.join('、')}：请改用其中之一`,
  ],
  'target-malformed': () => ['无法读取请求地址', '路径或其百分号编码有误：请按 RFC 3986 编码后重新发送'],
  'request-malformed': () => [
    '请求不是有效的 HTTP/1.1',
    '无法按 HTTP/1.1 读取该请求：请用符合标准的客户端重新发送',
  ],
  'request-slow': ({ milliseconds }) => [
    '请求未按时送达',
    `请求未能在 ${milliseconds / 1000} 秒内完整送达：请重新发送`,
  ],
  'head-too-large': ({ bytesMax }) => [
    '请求头过大',
    `路径与头字段合计不得超过 ${bytesMax} 字节：请减少或缩短头字段`,
  ],
  'body-too-large': ({ bytesMax }) => [
    '正文过大',
    `此处正文不得超过 ${bytesMax} 字节：请减少内容，大文件请只发送其摘要`,
  ],
  'body-type-unsupported': ({ accepted }) => [
    '此处不接受该类型的正文',
    `请以 \`Content-Type: ${accepted.join('` 或 `')}\` 发送正文：其他类型不予接收`,
  ],
  'body-encoded': () => ['正文经过编码', '正文须按原样发送：请去掉 `Content-Encoding` 后重新发送'],
  'requests-too-many': ({ retrySeconds }) => [
    '请求过多',
    `该请求方的请求超出了限额：请于 ${retrySeconds} 秒后再试`,
  ],
  'streams-too-many': ({ of, streamsMax }) => [
    '打开的数据流过多',
    of === 'caller'
      ? `该请求方已打开 ${streamsMax} 个数据流，已达上限：请先关闭一个`
      : `本节点已打开 ${streamsMax} 个此类数据流，已达上限：请稍后再来`,
  ],
  'answer-late': ({ milliseconds }) => [
    '答复超时',
    `${milliseconds / 1000} 秒内未能答复；事项仍可能已载入记录：请原样重发同一信封，领取其回执`,
  ],
  'node-closing': () => ['节点正在关闭', '节点不再接受请求：请一分钟后重新发送，事项请原样重发同一信封'],
  'act-path-differs': ({ path, act }) => [
    '事项与路径不符',
    `信封所请求的是 \`${act}\`，路径却是 \`${path}\`：请发送至 \`/acts/${act}\``,
  ],
  'certificate-missing': () => [
    '需要客户端证书',
    '此内容只向本单位的人员和服务开放：请在 `/console/` 登录，或使用客户端证书连接' +
      '（`curl --cert certificate.pem --key key.pem`）',
  ],
  'reading-needs-tls': () => [
    '此内容不经明文 HTTP 提供',
    '此内容只向本单位的人员和服务开放：请改用 HTTPS 地址，并出示客户端证书',
  ],
  'metrics-not-local': () => ['运行指标只在本机提供', '请在节点所在的机器上查看 `/metrics`：不得经由代理'],
  'checkpoint-missing': () => ['日志为空', '该日志尚无任何内容：请在写入首个条目后再来'],
  'tile-path-malformed': () => [
    '这不是数据块的路径',
    '没有数据块使用该路径：请按 `tile/<level>/<index>[.p/<width>]` 请求，索引每三位一组（C2SP tlog-tiles）',
  ],
  'tile-absent': () => [
    '没有该数据块',
    '日志中没有该数据块，或尚未达到该宽度：请先从 `checkpoint` 读取日志大小',
  ],
  'entry-absent': ({ index }) => [
    '没有该记录条目',
    `记录中没有第 ${index} 条：请使用小于 \`checkpoint\` 所示大小的序号`,
  ],
  'request-not-pem': () => [
    '无法读取证书申请',
    '该文本不是单个 PEM 块 `CERTIFICATE REQUEST`：请用 `openssl req -new` 或 `chancery key new` 生成',
  ],
  'visit-not-json': () => [
    '无法读取来访材料',
    '正文不是含 `certificate`、`statement` 和 `presentation` 的单个 JSON 对象：详见 `/openapi`',
  ],
  'bundle-unpublished': () => [
    '尚未发布信任包',
    '本单位尚未发布信任包，或找不到已发布的信任包：请一分钟后再来',
  ],
  'files-missing': () => [
    '没有可验证的文件',
    '请求中没有文件：请将文件作为正文发送，或用表单一并提交签名及其所签的文件',
  ],
  'files-too-many': ({ filesMax }) => [
    '一次提交的文件过多',
    `一次最多验证 ${filesMax} 个文件：请减少文件，或使用 \`chancery verify\``,
  ],
  'form-malformed': () => ['无法读取表单', '正文并非其所称的 `multipart/form-data`：请按 RFC 7578 重新发送'],
  'verifications-too-many': () => ['正在验证的文件过多', '节点为外部人员验证的文件已达上限：请稍后重新发送'],
  'verification-too-long': ({ milliseconds }) => [
    '验证耗时过长',
    `${milliseconds / 1000} 秒内未能得出结论，该文件视为未通过验证：请用 \`chancery verify\` 验证`,
  ],
  'verification-failed': () => [
    '该文件无法验证',
    '未能得出结论，该文件视为未通过验证，原因已记入节点日志：请用 `chancery verify` 验证',
  ],
  'document-absent': ({ digest }) => [
    '没有该文件',
    `存储中没有摘要为 \`${digest}\` 的文件：请从记录的条目中取用其摘要`,
  ],
  'bundle-unit-unfollowed': ({ domain }) => [
    '未跟踪该单位',
    `本单位没有通向 \`${domain}\` 的互认协议：请先通过 \`recognise-unit\` 予以承认`,
  ],
  'bundle-duty-held': () => [
    '节点不在值守',
    '节点据以接收信任包的环节已暂停或结束：请运维员继续该环节或发起 `node-duty`，然后重新发送',
  ],
  'bundle-unkept': ({ cause }) => ['信任包未能保存', `存储未能接收（${cause}）：请腾出空间后重新发送`],
  'question-not-json': () => ['无法读取该查询', '正文不是由查询各项组成的单个 JSON 对象：详见 `/openapi`'],
  'proxy-refused': ({ cause }) => [
    '该代理不得请求裁定',
    `只有经 HTTPS 出示自身证书的本单位服务才可请求（\`${cause}\`）：请通过 \`register-service\` 为该代理办理证书`,
  ],
  'proxied-request-malformed': ({ reason }) => [
    '代理转述请求的格式无法识别',
    `${reason}：请按 \`docs/proxies.md\` 配置该代理`,
  ],
  'diagram-refused': ({ faults }) => {
    const [first = '无法读取', ...others] = faults.map(bpmnProblem)
    const more = others.length === 0 ? '' : `（另有 ${others.length} 处）`
    return [
      '没有流程能表达该图',
      `${first}${more}；请修改该图后重新导入`,
      { faults: faults.map((fault) => ({ problem: bpmnProblem(fault) })) },
    ]
  },
  'console-file-absent': () => ['控制台没有该文件', '它可能属于已被替换的旧版本：请重新加载页面'],
  'console-not-built': () => [
    '控制台尚未构建',
    '请在节点所在的机器上运行 `npm run build:console`，然后重新加载页面；其他功能照常提供',
  ],
  ...sessionLines,
  bug: ({ request }) => [
    '节点内部出现故障',
    `这是节点的故障，与请求无关：请告知节点的运行人员，并说明编号 \`${request}\``,
  ],
}
