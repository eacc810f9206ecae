import type { Page } from '../shell/page.ts'

export const enrolPages: readonly Page[] = [
  { path: '/enrol', frame: 'bare', load: () => import('./enrol-page.tsx') },
  { path: '/keys', frame: 'office', load: () => import('./keys-page.tsx') },
]
