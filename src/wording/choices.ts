import type { Wording } from './language.ts'
import { layers, revocationReasons } from './names.ts'

/** What may be chosen where a member takes one of several names; each name means the same everywhere. */
export const choiceWording: Readonly<Record<string, Wording>> = {
  ...layers,
  ...revocationReasons,
  test: { en: 'test: for trials alone', zh: '测试：仅供试用' },
  rudimentary: { en: 'rudimentary: only claimed', zh: '初级：仅凭本人声称' },
  basic: { en: 'basic: checked against a document', zh: '基本：与证件核对' },
  medium: { en: 'medium: in person with an official document', zh: '中级：本人到场并出示官方证件' },
  high: { en: 'high: in person, the key in certified hardware', zh: '高级：本人到场，密钥存于认证硬件' },
  person: { en: 'person', zh: '人员' },
  device: { en: 'device', zh: '设备' },
  service: { en: 'service', zh: '服务' },
  client: { en: 'signing in and acting', zh: '登录与办理事项' },
  server: { en: 'servers', zh: '服务器' },
  signature: { en: 'signing documents', zh: '签署文件' },
  'time-stamp': { en: 'time-stamps', zh: '时间戳' },
  seal: { en: 'seal', zh: '印章' },
  record: { en: 'record', zh: '记录' },
  CAdES: { en: 'CAdES: beside any file', zh: 'CAdES：与任意文件并存' },
  PAdES: { en: 'PAdES: in a PDF', zh: 'PAdES：置于 PDF 之中' },
  'ASiC-E': { en: 'ASiC-E: container of files', zh: 'ASiC-E：文件容器' },
  JAdES: { en: 'JAdES: for programs, in JSON', zh: 'JAdES：供程序使用的 JSON' },
}
