import { createHash } from 'node:crypto'
import { escapeHtml } from '#bytes'
import type { Language } from '#wording'

const style = `
:root { color-scheme: light dark; --line: #7a8699; --quiet: #56606f; --ground: #f5f7fa; }
@media (prefers-color-scheme: dark) { :root { --line: #8a94a6; --quiet: #aab3c2; --ground: #171b22; } }
* { box-sizing: border-box; }
body { font: 1.0625rem/1.6 system-ui, "Noto Sans SC", "PingFang SC", "Microsoft YaHei", sans-serif;
  margin: 0; }
main { max-width: 44rem; margin: 0 auto; padding: 2.5rem 1.25rem 4rem; }
nav { float: right; }
h1 { font-size: 1.75rem; line-height: 1.25; margin: 0 0 0.5rem; font-weight: 650; }
.unit { color: var(--quiet); margin: 0 0 2rem; }
.drop { display: block; border: 2px dashed var(--line); border-radius: 0.75rem; padding: 2.5rem 1.5rem;
  text-align: center; background: var(--ground); }
.drop.over { border-style: solid; }
.drop strong { display: block; font-size: 1.125rem; margin-bottom: 0.75rem; }
input[type=file] { font: inherit; max-width: 100%; }
button { font: inherit; font-weight: 600; margin-top: 1.25rem; padding: 0.6rem 1.6rem; border-radius: 0.5rem;
  border: 1px solid currentColor; background: transparent; color: inherit; cursor: pointer; }
:focus-visible { outline: 3px solid #2f6fde; outline-offset: 2px; }
ul { padding-left: 1.25rem; color: var(--quiet); }
`

/** Puts dropped files into the form and sends it; without a script the button does. */
const script = `
const zone = document.querySelector('.drop')
const input = document.querySelector('input[type=file]')
for (const name of ['dragenter', 'dragover', 'dragleave', 'drop']) {
  zone.addEventListener(name, (event) => {
    event.preventDefault()
    zone.classList.toggle('over', name === 'dragenter' || name === 'dragover')
  })
}
zone.addEventListener('drop', (event) => {
  if (event.dataTransfer.files.length === 0) return
  input.files = event.dataTransfer.files
  input.form.requestSubmit()
})
`

/** What the page may do: its own style and script, and send its form to where it came from. */
export const verifyPagePolicy =
  `default-src 'none'; style-src '${sourceHash(style)}'; script-src '${sourceHash(script)}'; ` +
  `base-uri 'none'; form-action 'self'; frame-ancestors 'none'`

/** As a source expression of a content security policy (CSP3 §2.3.1). */
function sourceHash(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`
}

interface Words {
  readonly title: string
  readonly choose: string
  readonly drop: string
  readonly send: string
  readonly other: string
  readonly notes: readonly string[]
}

const words: Readonly<Record<Language, Words>> = {
  en: {
    title: 'Is this document really signed?',
    choose: 'Files',
    drop: 'Drop the document here, or choose it',
    send: 'Verify',
    other: '中文',
    notes: [
      'PDF, signed containers (.asice), JSON, and signatures beside their document (.p7s): give both.',
      'The file is looked at and forgotten: nothing of it is kept.',
      'A typed name, a picture of handwriting or the sender of a mail is shown as what it is: unsigned.',
    ],
  },
  zh: {
    title: '这份文件真的已签名吗？',
    choose: '文件',
    drop: '将文件拖到此处，或点击选择',
    send: '验证',
    other: 'English',
    notes: [
      '支持 PDF、签名容器（.asice）、独立签名文件（.p7s，请同时提供原文件）和 JSON',
      '文件仅用于本次验证，不作任何保存。',
      '键入的姓名、签名图片或邮件发件人都不是数字签名，一律显示为未签名。',
    ],
  },
}

/** The page on which anybody verifies a document: one form, which works without a script, too. */
export function verifyPage(unit: string, language: Language): string {
  const { title, choose, drop, send, other, notes } = words[language]
  const turned: Language = language === 'en' ? 'zh' : 'en'
  return (
    `<!doctype html>\n<html lang="${language}">\n<meta charset="utf-8">\n` +
    `<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>${title}</title>\n` +
    `<style>${style}</style>\n<main>\n` +
    `<nav><a href="/verify?lang=${turned}" lang="${turned}" hreflang="${turned}">${other}</a></nav>\n` +
    `<h1>${title}</h1>\n<p class="unit">${escapeHtml(unit)}</p>\n` +
    `<form method="post" action="/verify?lang=${language}" enctype="multipart/form-data">\n` +
    `<label class="drop"><strong>${drop}</strong>` +
    `<input type="file" name="file" multiple required aria-label="${choose}"></label>\n` +
    `<button>${send}</button>\n</form>\n` +
    `<ul>\n${notes.map((note) => `<li>${note}</li>\n`).join('')}</ul>\n` +
    `</main>\n<script>${script}</script>\n</html>\n`
  )
}
