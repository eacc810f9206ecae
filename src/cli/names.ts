/** `notAfter` as `not-after`: how a member of an input is called on the command line. */
export function optionName(member: string): string {
  return member.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`).replaceAll('_', '-')
}

/** `certificate.revoke` as `['certificate', 'revoke']`: the group and the command. */
export function commandWords(name: string): readonly [group: string, command: string] {
  const dot = name.indexOf('.')
  return dot < 0 ? [name, 'show'] : [name.slice(0, dot), name.slice(dot + 1).replaceAll('.', '-')]
}

/** `certificate.revoke` as `certificate revoke`. */
export function spoken(name: string): string {
  return commandWords(name).join(' ')
}
