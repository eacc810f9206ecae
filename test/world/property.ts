/** How large a world is, and the seed it follows from. */
export interface Extent {
  readonly seed: number
  readonly units: number
}

/** Something that holds in every world. */
export interface Property {
  readonly name: string
  /** What holds, as a sentence. */
  readonly claim: string
  /** Fewest units among whom it says something. */
  readonly unitsMin: number
  /** Whether it compares with what the `openssl` of the machine says. */
  readonly usesOpenssl?: true
  /** Makes a world and throws when the claim does not hold in it; tells what was measured. */
  readonly check: (extent: Extent, tell: (line: string) => void) => Promise<void>
}
