import { readFileSync } from 'node:fs'

/** The letters of Chinese names are in it. */
const markFont = '@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf'

/** The octets of the font that marks on PDF pages are written in: 10 MB, read from the disk at each call. */
export function readMarkFont(): Uint8Array {
  return readFileSync(new URL(import.meta.resolve(markFont)))
}
