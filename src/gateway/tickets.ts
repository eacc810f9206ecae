/** Counts how many each holder has taken, and gives no more than a bound. */
export class Tickets {
  readonly #taken = new Map<string, number>()

  take(holder: string, max: number): boolean {
    const taken = this.#taken.get(holder) ?? 0
    if (taken >= max) return false
    this.#taken.set(holder, taken + 1)
    return true
  }

  giveBack(holder: string): void {
    const taken = this.#taken.get(holder) ?? 0
    if (taken > 1) this.#taken.set(holder, taken - 1)
    else this.#taken.delete(holder)
  }
}
