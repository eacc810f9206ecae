import type { VerifyFault } from '#record'

/** What is wrong with a log, in words that begin with where. */
export function logFaultWords(fault: VerifyFault): string {
  switch (fault.kind) {
    case 'checkpoint-missing':
      return 'checkpoint: there is none'
    case 'size-differs':
      return `checkpoint: it is for ${fault.signed} entries, and there are ${fault.length}`
    case 'root-differs':
      return `checkpoint: its root is not that of the ${fault.size} entries`
    case 'tile-missing':
      return `tile ${fault.level}/${fault.index}: it is missing`
    case 'tile-differs':
      return `tile ${fault.level}/${fault.index}: it is not as it was signed${positionWords(fault.position)}`
    case 'entry-differs':
      return `entry ${fault.index}: it is not as it was signed`
    case 'bundle-missing':
      return `bundle ${fault.index}: its entries are missing`
    case 'bundle-malformed':
      return `bundle ${fault.index}: it cannot be read from byte ${fault.offset} on`
    case 'bundle-length':
      return `bundle ${fault.index}: it has ${fault.entries} entries, not ${fault.expected}`
    case 'entries-unproven':
      return `entries ${fault.from} to ${fault.to - 1}: nothing that is left ties them to what was signed`
    case 'origin-differs':
      return `checkpoint: it is of the log \`${fault.origin}\`, not of \`${fault.expected}\``
    case 'checkpoint-malformed':
      return `checkpoint: its ${fault.line} line cannot be read`
    case 'note-malformed':
      return `checkpoint: it is no signed note (${fault.reason})`
    case 'note-signature-wrong':
      return `checkpoint: the signature of \`${fault.name}\` is wrong`
    case 'note-key-ambiguous':
      return `checkpoint: two keys are called \`${fault.name}\``
    case 'note-unsigned':
      return 'checkpoint: the record key of the unit has not signed it'
    default:
      return fault satisfies never
  }
}

function positionWords(position: number | undefined): string {
  return position === undefined ? '' : `, from hash ${position} on`
}
