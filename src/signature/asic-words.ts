import type { ZipFault } from '#zip'

/** Why octets are no container, as a phrase. */
export function zipWords(fault: ZipFault): string {
  switch (fault.kind) {
    case 'zip-too-large':
      return `${fault.bytes} octets, of which ${fault.bytesMax} are the most`
    case 'zip-end-missing':
      return 'no ZIP container ends where the file ends'
    case 'zip-end-ambiguous':
      return 'it ends in two ways'
    case 'zip-on-several-disks':
      return 'it lies on several disks'
    case 'zip-64-unsupported':
      return 'it is ZIP64, which no limit here needs'
    case 'zip-files-excessive':
      return `${fault.count} files, of which ${fault.countMax} are the most`
    case 'zip-header-unreadable':
      return `no header where one should stand, at octet ${fault.offset}`
    case 'zip-headers-differ':
      return `its two headers for \`${fault.name}\` differ in ${fault.field}`
    case 'zip-gap':
      return `${fault.octets} octets at ${fault.offset} that belong to no file`
    case 'zip-overlap':
      return `\`${fault.name}\` lies over another file`
    case 'zip-encrypted':
      return `\`${fault.name}\` is encrypted`
    case 'zip-method-unknown':
      return `\`${fault.name}\` is packed by a method (${fault.method}) that is not known here`
    case 'zip-flags-unknown':
      return `\`${fault.name}\` has flags (${fault.flags}) that are not known here`
    case 'zip-extra-field-refused':
      return `\`${fault.name}\` has an extra field (${fault.id}) that could say something else`
    case 'zip-name-refused':
      return `the name \`${fault.name}\`: ${fault.problem}`
    case 'zip-name-twice':
      return `\`${fault.name}\` and \`${fault.other}\` are one name on some systems`
    case 'zip-file-is-folder':
      return `\`${fault.name}\` is a file and a folder`
    case 'zip-not-a-file':
      return `\`${fault.name}\` is neither a file nor an empty folder`
    case 'zip-inflates-too-much':
      return `it inflates to ${fault.bytes} octets, of which ${fault.bytesMax} are the most`
    case 'zip-ratio-excessive':
      return `\`${fault.name}\` inflates more than ${fault.ratioMax} times`
    case 'zip-content-damaged':
      return `\`${fault.name}\` is damaged`
    default:
      return fault satisfies never
  }
}
