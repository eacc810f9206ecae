import type { Page } from '../shell/page.ts'

export const enrolPages: readonly Page[] = []
