export { compareBytes, concat, equalBytes, sha256 } from './bytes.ts'
export { canonicalJson } from './canonical.ts'
export { escapeHtml } from './html.ts'
export { base64, base64url, fromBase64, fromBase64url, fromHex, fromUtf8, hex, utf8 } from './text.ts'
