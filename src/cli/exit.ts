/** What the shell is told. The numbers are part of the interface: scripts rely on them. */
export const exitCodes = {
  /** Done. */
  ok: 0,
  /** The unit, or a check made here, refused; nothing was changed by the refused act. */
  refused: 1,
  /** The command line or a file named on it is not as it should be; nothing was sent. */
  usage: 2,
  /** No answer, or an answer from somebody who is not the unit. */
  unreachable: 3,
  /** A hash, signature, proof or replay of the record does not verify. */
  unverified: 4,
  /** Nothing failed, and not everything passed: a signature cannot be decided, or a file has none. */
  undecided: 5,
  /** A bug of this program (`EX_SOFTWARE` of sysexits.h). */
  bug: 70,
} as const

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]
