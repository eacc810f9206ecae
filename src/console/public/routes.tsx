import type { Page } from '../shell/page.ts'

export const publicPages: readonly Page[] = []
