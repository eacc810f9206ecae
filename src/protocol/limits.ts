/** A page of fifty rows with two buttons each is asked about in one go. */
export const evaluationsMax = 100

/** A hundred questions with an object of their own, 600 bytes each. */
export const questionBytesMax = 64 * 1024

/** What other software puts into `properties` is its own data, whole documents at times; schemas recurse. */
export const questionDepthMax = 32

/** What a person looks at on a screen, and some more. */
export const pageResultsDefault = 100

/** A thousand results of 500 bytes at the most are half a megabyte, which is read in one go. */
export const pageResultsMax = 1_000

/** An entry of the journal has 60 KiB at the most; a boxcar that does not fit is told in several. */
export const journalLineBytesMax = 48 * 1024

/** Of what is not known to be anything, so much stands in the journal: as long as a visitor's id is. */
export const journalTextCharactersMax = 320
