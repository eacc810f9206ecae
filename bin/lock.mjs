// Keeps two processes from making the same thing at once, by a file whose content is the holder's process id.
// Plain JavaScript in old syntax, like what uses it: it runs on whatever Node the machine has.
import * as fs from 'node:fs'

const pollMilliseconds = 200

/**
 * Waits until no other process holds the lock; gives what ends the exclusion. `waits` is called once with the
 * holder when there is one; `late` ends the waiting after `millisecondsMax`, by throwing.
 */
export function takeLock(file, { millisecondsMax, waits, late }) {
  const own = `${file}.${process.pid}`
  const deadline = Date.now() + millisecondsMax
  fs.writeFileSync(own, String(process.pid))
  try {
    // A link appears whole or not at all, so whoever sees the lock can read who holds it.
    for (let waited = false; !linked(own, file); waited = true) {
      const holder = Number(readIfThere(file))
      if (holder > 0 && !alive(holder)) breakLock(file, holder, `${own}.broken`)
      else if (!waited) waits(holder)
      if (Date.now() > deadline) late(holder)
      pause()
    }
  } finally {
    removeIfThere(own)
  }
  return () => removeIfThere(file)
}

/** Removes the lock that a dead process left, unless someone else did so first and took it. */
function breakLock(file, holder, aside) {
  if (readIfThere(file) === '') return
  fs.renameSync(file, aside)
  if (Number(readIfThere(aside)) !== holder) linked(aside, file)
  removeIfThere(aside)
}

function linked(from, to) {
  try {
    fs.linkSync(from, to)
    return true
  } catch (error) {
    if (error.code === 'EEXIST') return false
    throw error
  }
}

function alive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    if (error.code === 'ESRCH') return false
    if (error.code === 'EPERM') return true
    throw error
  }
}

/** Empty when it is not there. */
export function readIfThere(file) {
  try {
    return fs.readFileSync(file, 'utf8')
  } catch (error) {
    if (error.code === 'ENOENT') return ''
    throw error
  }
}

function removeIfThere(file) {
  fs.rmSync(file, { force: true })
}

function pause() {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pollMilliseconds)
}
