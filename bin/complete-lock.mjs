// Run after every change of the dependencies: `node bin/complete-lock.mjs`.
// npm writes into package-lock.json only those platform packages (the optional dependencies of tools with a
// compiled part) whose description the registry gave it that day, and `npm ci` then refuses the whole
// lockfile on every platform. This names the missing ones; npm fetches them only where they fit.
import { readFileSync, writeFileSync } from 'node:fs'

const file = new URL('../package-lock.json', import.meta.url)
const lock = JSON.parse(readFileSync(file, 'utf8'))

for (const [place, { optionalDependencies = {}, dev }] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(optionalDependencies)) {
    if (lock.packages[`${place}/node_modules/${name}`] ?? lock.packages[`node_modules/${name}`]) continue
    const { os, cpu, libc } = platformOf(name)
    // In npm's own order, so that npm finds nothing to rewrite.
    lock.packages[`node_modules/${name}`] = { version, cpu, dev, libc, optional: true, os }
  }
}
const sorted = Object.entries(lock.packages).sort(([a], [b]) => a.localeCompare(b, 'en'))
writeFileSync(file, `${JSON.stringify({ ...lock, packages: Object.fromEntries(sorted) }, undefined, 2)}\n`)

/** Where a platform package fits, which its name says: `…-linux-x64-musl`. */
function platformOf(name) {
  const os = /android|darwin|freebsd|linux|openharmony|win32/.exec(name)?.[0]
  const cpu = /arm64|arm|ia32|loong64|ppc64|riscv64|s390x|x64/.exec(name)?.[0]
  if (os === undefined || cpu === undefined) throw new Error(`the name \`${name}\` does not say its platform`)
  if (os !== 'linux') return { os: [os], cpu: [cpu] }
  // npm finds out the C library on 64-bit machines; for `arm` these packages name none.
  return {
    os: [os],
    cpu: [cpu],
    libc: cpu === 'arm' ? undefined : [name.endsWith('musl') ? 'musl' : 'glibc'],
  }
}
