/** The people of the sample unit, in the order in which they are registered. */
export interface Official {
  readonly id: string
  readonly name: string
  readonly office?: string
}

export const founder = { id: 'lin.mei', name: '林梅 Lin Mei' } as const

export const staff: readonly Official[] = [
  { id: 'wu.tao', name: '吴涛 Wu Tao', office: 'registrar' },
  { id: 'zhao.min', name: '赵敏 Zhao Min', office: 'security-manager' },
  { id: 'ma.jun', name: '马军 Ma Jun', office: 'operator' },
  { id: 'sun.li', name: '孙丽 Sun Li', office: 'auditor' },
  { id: 'li.wei', name: '李伟 Li Wei', office: 'intake' },
  { id: 'wang.fang', name: '王芳 Wang Fang', office: 'inspector' },
  { id: 'chen.hao', name: '陈浩 Chen Hao', office: 'head-of-permits' },
  { id: 'gao.yan', name: '高燕 Gao Yan' },
]

/** Offices of the sample beside those of every unit. */
export const offices = [
  { office: 'intake', title: 'Intake', layer: 'execution' },
  { office: 'inspector', title: 'Inspector', layer: 'execution' },
  { office: 'head-of-permits', title: 'Head of Permits', layer: 'management' },
] as const
