import type { Page } from '../shell/page.ts'

const office = { area: 'organisation', frame: 'office' } as const

export const organisationPages: readonly Page[] = [
  { ...office, path: '/organisation', load: () => import('./organisation-page.tsx') },
  { ...office, path: '/organisation/$office', load: () => import('./office-page.tsx') },
]
