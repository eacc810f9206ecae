import { isoInstant } from '#clock'
import { formProblem, pathProblem } from './chinese-certificate.ts'
import type { Lines } from './chinese-lines.ts'
import { speakerText } from './chinese-trustee.ts'
import type { IdentityFault } from './words-identity.ts'

const newRequest = '请用 `chancery key new` 或 `openssl req -new` 重新生成'

const uses: Readonly<Record<Extract<IdentityFault, { kind: 'key-for-other-use' }>['use'], string>> = {
  documents: '签署文件',
  seal: '印章',
  'time-stamp': '时间戳',
  record: '记录',
}

/** What the room of people, devices and services refuses. */
export const identityLines: Lines<IdentityFault> = {
  'key-unknown': ({ key }) => [
    '密钥不为本单位所知',
    `本单位没有证书载有密钥 \`${key}\`：请向登记员申请证书（\`POST /requests\`）`,
  ],
  'certificate-revoked': ({ serial, since }) => [
    '证书已被吊销',
    `证书 \`${serial}\` 已于 ${isoInstant(since)} 吊销：请向登记员申请新证书`,
  ],
  'certificate-expired': ({ serial, notAfter }) => [
    '证书已到期',
    `证书 \`${serial}\` 已于 ${isoInstant(notAfter)} 到期：请向登记员申请新证书`,
  ],
  'certificate-not-yet-valid': ({ serial, notBefore }) => [
    '证书尚未生效',
    `证书 \`${serial}\` 自 ${isoInstant(notBefore)} 起生效：请届时再来`,
  ],
  'key-for-other-use': ({ serial, use }) => [
    '该密钥不代表任何人',
    `证书 \`${serial}\` 仅限专用（${uses[use]}）：请用本人证书的密钥办理`,
  ],
  'record-key-other': ({ key }) => [
    '该密钥不是记录所用的密钥',
    `\`${key}\` 没有签署本单位的任何日志：请为创建时载明的密钥签发证书`,
  ],
  'certificate-unreadable': ({ fault }) => [
    '无法读取客户端证书',
    `${formProblem(fault)}：请用本单位签发的证书连接`,
  ],
  'certificate-not-recorded': ({ serial }) => [
    '该客户端证书不属于本单位',
    `记录中没有与所出示的 \`${serial}\` 相同的证书：请用本单位签发的证书连接；其他单位的人员请先办理来访`,
  ],
  'path-refused': ({ fault }) => [
    '没有信任路径通向该客户端证书',
    `${pathProblem(fault)}：请用本单位签发的证书连接`,
  ],
  'path-unknown': () => [
    '没有找到通向该客户端证书的信任路径',
    '信任路径的查找已中止：请用本单位签发的证书连接',
  ],
  'request-unreadable': () => [
    '无法读取证书申请',
    `该文本不是单个 PEM 块 \`CERTIFICATE REQUEST\`：${newRequest}`,
  ],
  'request-refused': ({ fault }) => ['证书申请不被接受', `${formProblem(fault)}：${newRequest}`],
  'request-known': ({ request }) => [
    '该申请已经收到',
    `此前已收到该申请：办理情况见 \`/requests/${request}\``,
  ],
  'request-unknown': ({ request }) => [
    '没有该待办申请',
    `没有待办的申请 \`${request}\`：办理情况见 \`/requests/${request}\``,
  ],
  'request-not-found': ({ request }) => [
    '没有该申请',
    `本单位没有收到申请 \`${request}\`：请核对摘要，或发送申请（\`POST /requests\`）`,
  ],
  'requests-full': ({ waitingMax }) => [
    '待办申请过多',
    `已有 ${waitingMax} 项申请等待登记员办理：请待部分办结后再来`,
  ],
  'request-attested-already': ({ request }) => [
    '该申请已经核验',
    `登记员已核验申请 \`${request}\`：现等待批准`,
  ],
  'request-not-attested': ({ request }) => [
    '该申请尚未核验',
    `尚无人核验申请 \`${request}\`：请登记员先行核验（\`request.attest\`）`,
  ],
  'request-name-differs': ({ id, known, given }) => [
    '姓名与记录不符',
    `\`${id}\` 在记录中的名称是 \`${known}\`，而不是 \`${given}\`：请按记录核验，或另用标识`,
  ],
  'request-grade-apart': ({ id, known, given }) => [
    '测试等级不得与其他等级并存',
    `\`${id}\` 已有等级 \`${known}\` 的证书，不得并有 \`${given}\`：请另用标识`,
  ],
  'request-id-reserved': ({ id }) => [
    '该标识由本单位自用',
    `\`service/${id}\` 是本单位自身的服务：请另用标识`,
  ],
  'request-key-compromised': ({ serial }) => [
    '该密钥已经泄露',
    `同一密钥的证书 \`${serial}\` 因密钥泄露而吊销：${newRequest}`,
  ],
  'request-key-for-other-use': ({ serial }) => [
    '该密钥另有用途',
    `证书 \`${serial}\` 已将同一密钥限于另一用途：${newRequest}`,
  ],
  'use-not-for': ({ principalKind }) => [
    '只有人员才有签署文件的专用密钥',
    `${principalKind} 不签署文件：请不要注明用途`,
  ],
  'request-key-taken': ({ serial }) => [
    '该密钥另有持有者',
    `证书 \`${serial}\` 为他人载有同一密钥：每个持有者须使用各自的密钥`,
  ],
  'name-outside-domain': ({ name, domain }) => [
    '名称不在本单位域名之内',
    `\`${name}\` 不属于 \`${domain}\`：此处只为本单位域名下的名称签发证书`,
  ],
  'dns-names-not-for': ({ principalKind }) => [
    '只有服务才有主机名',
    `${speakerText(principalKind)}的证书不载明主机名：请将其去掉`,
  ],
  'certificate-unknown': ({ serial }) => ['没有该证书', `记录中没有证书 \`${serial}\`：请核对序列号`],
  'certificate-not-found': ({ serial }) => [
    '没有该证书',
    `记录中没有证书 \`${serial}\`：申请的办理情况见 \`/requests/{request}\``,
  ],
  'certificate-revoked-already': ({ serial }) => ['证书已经吊销', `证书 \`${serial}\` 已经吊销：无需再办`],
  'certificate-of-node': ({ serial }) => [
    '这是节点的证书',
    `\`${serial}\` 是节点自身办理事项所用的证书，吊销后将无法再办理任何事项：如其密钥遗失，请停止节点`,
  ],
  'certificate-not-yours': ({ serial }) => [
    '该证书不属于本人',
    `证书 \`${serial}\` 属于他人：吊销请由登记员办理，更新请由持有者本人办理`,
  ],
  'certificate-ends-before': ({ issuerNotAfter }) => [
    '签发证书到期过早',
    `签发证书将于 ${isoInstant(issuerNotAfter)} 到期：请先为本单位更换签发密钥`,
  ],
}
