/** Numbers kept in an order of what they stand for; adding one to 100,000 takes some microseconds. */
export class Order {
  readonly numbers: number[]
  readonly #compare: (a: number, b: number) => number

  /** @param compare no two numbers are equal in it; it changes for a number only while that is taken out */
  constructor(numbers: readonly number[], compare: (a: number, b: number) => number) {
    this.numbers = numbers.toSorted(compare)
    this.#compare = compare
  }

  add(number: number): void {
    this.numbers.splice(this.placeOf(number), 0, number)
  }

  remove(number: number): void {
    const place = this.placeOf(number)
    if (this.numbers[place] === number) this.numbers.splice(place, 1)
  }

  /** Where a number stands, or would. */
  placeOf(number: number): number {
    return this.firstFor((other) => this.#compare(other, number) >= 0)
  }

  /** The first place for whose number something holds that holds for all after it. */
  firstFor(holds: (number: number) => boolean): number {
    let low = 0
    let high = this.numbers.length
    while (low < high) {
      const middle = (low + high) >>> 1
      const number = this.numbers[middle]
      if (number !== undefined && holds(number)) high = middle
      else low = middle + 1
    }
    return low
  }
}
