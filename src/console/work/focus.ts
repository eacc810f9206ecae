/** Sheets take this long to go, and set the focus when they have gone. */
const settledMilliseconds = 300

/**
 * Sets the focus to a part of the page where it was lost with what was pressed, so that who works by the
 * keyboard goes on from there.
 *
 * @param id of an element that can take it
 */
export function focusWhereLost(id: string): void {
  setTimeout(() => {
    const isLost = document.activeElement === null || document.activeElement === document.body
    if (isLost) document.getElementById(id)?.focus()
  }, settledMilliseconds)
}
