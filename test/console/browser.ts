import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import shipped from '@sparticuz/chromium'
import { type Browser, chromium } from 'playwright-core'

/** Where a Chromium of the machine is used instead of the one that comes as a package. */
const chosenPath = process.env['CHROMIUM']

const options = [
  // Tests run as root in containers, where the sandbox of the browser cannot be made.
  '--no-sandbox',
  '--no-zygote',
  '--headless=shell',
  '--font-render-hinting=none',
  // The map of units is drawn by WebGL, on machines without a graphics card too.
  ...['--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader'],
]

/**
 * A real browser without anything of the machine's user in it: a certificate in his store would have it ask
 * which to show. The caller closes it.
 */
export async function openBrowser(): Promise<Browser> {
  const home = await mkdtemp(join(tmpdir(), 'chancery-browser-'))
  return chromium.launch({
    executablePath: chosenPath ?? (await shipped.executablePath()),
    args: options,
    headless: true,
    env: { ...process.env, HOME: home },
  })
}
