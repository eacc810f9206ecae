export { compareBytes, concat, concatAll, equalBytes, sha256 } from './bytes.ts'
export { canonicalJson } from './canonical.ts'
export { escapeHtml } from './html.ts'
export { base64, base64url, fromBase64, fromBase64url, fromHex, fromUtf8, hex, latin1, utf8 } from './text.ts'
