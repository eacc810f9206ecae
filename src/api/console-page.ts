import { createHash } from 'node:crypto'
import type { Language } from '#wording'
import { languageFor } from './language.ts'

const style = `
:root { color-scheme: light dark; }
body { font: 1.0625rem/1.6 system-ui, "Noto Sans SC", "PingFang SC", "Microsoft YaHei", sans-serif;
  max-width: 38rem; margin: 4rem auto; padding: 0 1.25rem; }
h1 { font-size: 1.5rem; line-height: 1.3; }
code { font: 0.95em ui-monospace, monospace; }
`

/** What the page may do: show itself with its own style. */
export const unbuiltPolicy =
  `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; ` +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

const words: Readonly<Record<Language, { readonly title: string; readonly lines: readonly string[] }>> = {
  en: {
    title: 'The console is not built yet',
    lines: [
      'The unit is running; only its pages for the browser are missing.',
      'Run <code>npm run build:console</code> where the node runs, then load this page anew.',
    ],
  },
  zh: {
    title: '控制台尚未构建',
    lines: [
      '本单位的服务正在运行，只缺浏览器页面。',
      '请在节点所在的机器上运行 <code>npm run build:console</code>，然后重新加载本页。',
    ],
  },
}

/** What is told where the console would be, while nothing was built. */
export function unbuiltPage(accepted: string | undefined): string {
  const language = languageFor(undefined, accepted)
  const { title, lines } = words[language]
  return (
    `<!doctype html>\n<html lang="${language}">\n<meta charset="utf-8">\n` +
    `<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>${title}</title>\n` +
    `<style>${style}</style>\n<h1>${title}</h1>\n${lines.map((line) => `<p>${line}</p>\n`).join('')}</html>\n`
  )
}
