interface TrustedTypesHost {
  createPolicy(name: string, rules: { createHTML(text: string): string }): unknown
}

/**
 * Gives the browser the one rule by which text may become markup here (Trusted Types): style sheets, which
 * the components write and which hold no `<`. Everything else is refused by the browser itself.
 */
export function guardMarkup(): void {
  const host = (window as { readonly trustedTypes?: TrustedTypesHost }).trustedTypes
  host?.createPolicy('default', {
    createHTML(text) {
      if (text.includes('<')) throw new TypeError('bug: markup is made from text')
      return text
    },
  })
}
