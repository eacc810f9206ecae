/** A node is back some seconds after it was started anew. */
const againMilliseconds = 3_000

/**
 * Fetches a part of the console for which nobody waits, however long the unit cannot be reached; the page
 * itself says that it cannot.
 */
export async function patiently<T>(load: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await load()
    } catch {
      // The browser's only error here is that the file did not come.
      await new Promise((resolve) => setTimeout(resolve, againMilliseconds))
    }
  }
}
