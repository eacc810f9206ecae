/** A container is held in memory, packed and unpacked; scanned files of a case come to some 50 MiB. */
export const zipBytesMax = 64 * 1024 * 1024

/** What all files of a container may inflate to together: no more than may come unpacked. */
export const zipInflatedBytesMax = 64 * 1024 * 1024

/** A file of a case has some hundred documents; each costs an entry, two headers and a name to compare. */
export const zipFilesMax = 2048

/** Logs and tables pack a hundredfold at times; beyond that a container is made to exhaust its reader. */
export const zipRatioMax = 200

/** Below this a file may pack as well as it can: a page of blanks is no attack. */
export const zipRatioBytesMin = 1024 * 1024

/** Common file systems take 255 octets for one name; this leaves room for the folders around it. */
export const zipNameBytesMax = 1024
