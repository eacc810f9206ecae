import type { Page } from '../shell/page.ts'

export const enrolPages: readonly Page[] = [
  { path: '/enrol', frame: 'bare', load: () => import('./enrol-page.tsx') },
]
