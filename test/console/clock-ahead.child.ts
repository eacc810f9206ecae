/**
 * Loaded into a node before its program: from SIGUSR2 on its clock stands ahead by more than a session
 * may lie unused. That is all a test can do in a moment about time that passes in the node.
 */

const aheadMilliseconds = 16 * 60_000

const now = Date.now
process.once('SIGUSR2', () => {
  Date.now = () => now() + aheadMilliseconds
})
