interface TrustedTypesHost {
  createPolicy(
    name: string,
    rules: { createHTML(text: string): string; createScriptURL(address: string): string },
  ): unknown
}

/**
 * Gives the browser the two rules by which text may become more than text here (Trusted Types): style sheets,
 * which the components write and which hold no `<`, and workers, which are built with the pages. Everything
 * else is refused by the browser itself.
 */
export function guardMarkup(): void {
  const host = (window as { readonly trustedTypes?: TrustedTypesHost }).trustedTypes
  host?.createPolicy('default', {
    createHTML(text) {
      if (text.includes('<')) throw new TypeError('bug: markup is made from text')
      return text
    },
    createScriptURL(address) {
      const { origin, pathname } = new URL(address, window.location.href)
      const isBuilt = origin === window.location.origin && pathname.startsWith('/console/assets/')
      if (!isBuilt) throw new TypeError('bug: a worker is not one that was built')
      return address
    },
  })
}
