/** What reading one file may cost; each is refused beyond its number, as `pdf-budget`. */
export interface PdfLimits {
  readonly bytesMax: number
  readonly objectsMax: number
  readonly valuesMax: number
  readonly depthMax: number
  readonly revisionsMax: number
  readonly revisionValuesMax: number
  readonly signaturesMax: number
  readonly inflatedBytesMax: number
}

// A file is held whole while it is read, signed or judged; 64 MiB is the size agreed on for all of these.
export const pdfBytesMax = 64 * 1024 * 1024

/** The limits for any file. */
export const pdfLimits: PdfLimits = {
  bytesMax: pdfBytesMax,
  // A file of 64 MiB whose objects are all as small as objects usually are, 128 octets.
  objectsMax: 524_288,
  // Every value read is kept, at some 60 octets each: 120 MB at the most.
  valuesMax: 2_000_000,
  // Twice the 28 levels of arrays that PDF 1.7 Annex C lets `q` nest; real files stay below 20.
  depthMax: 64,
  // A file renewed every year for a hundred years, and filled in a hundred times before.
  revisionsMax: 256,
  // Revisions are compared one by one, at less than a microsecond a value: 100 revisions of a document of
  // some 3,000 pages, or 16 of the largest.
  revisionValuesMax: 32_000_000,
  // Twice as many as can be sound, one in each revision.
  signaturesMax: 512,
  // Cross-reference and object streams shrink to a fifth or so: some 25 MiB of these in one file.
  inflatedBytesMax: 128 * 1024 * 1024,
}
