/** The people of the sample unit, in the order in which they are registered. */
export interface Official {
  readonly id: string
  readonly name: string
  readonly offices: readonly string[]
}

export const founder = { id: 'lin.mei', name: '林梅 Lin Mei' } as const

export const staff: readonly Official[] = [
  { id: 'wu.tao', name: '吴涛 Wu Tao', offices: ['registrar'] },
  { id: 'zhao.min', name: '赵敏 Zhao Min', offices: ['security-manager'] },
  { id: 'ma.jun', name: '马军 Ma Jun', offices: ['operator'] },
  { id: 'sun.li', name: '孙丽 Sun Li', offices: ['auditor'] },
  { id: 'li.wei', name: '李伟 Li Wei', offices: ['intake'] },
  { id: 'wang.fang', name: '王芳 Wang Fang', offices: ['inspector'] },
  { id: 'he.jing', name: '何静 He Jing', offices: ['inspector'] },
  // The only head, who was an inspector first: what he inspects nobody could decide.
  { id: 'chen.hao', name: '陈浩 Chen Hao', offices: ['head-of-permits', 'inspector'] },
  { id: 'gao.yan', name: '高燕 Gao Yan', offices: [] },
]

/** The permit registry as the unit knows it: what ended is told to it, of everybody. */
export const registry = { id: 'permit-registry', name: '许可登记系统 Permit registry' } as const

/** Offices of the sample beside those of every unit. */
export const offices = [
  { office: 'intake', title: '受理 Intake', layer: 'execution' },
  { office: 'inspector', title: '勘察 Inspector', layer: 'execution' },
  { office: 'head-of-permits', title: '许可主管 Head of Permits', layer: 'management' },
] as const
