/** What is used of `bpmn-moddle`, which brings no types for its own functions. */
declare module 'bpmn-moddle' {
  export class BpmnModdle {
    /** Rejects with an `Error` when the text is not BPMN; `warnings` are what it passed over. */
    fromXML(
      xml: string,
      options: { readonly lax: boolean },
    ): Promise<{ readonly rootElement: object; readonly warnings: readonly { readonly message: string }[] }>
    toXML(element: object, options: { readonly format: boolean }): Promise<{ readonly xml: string }>
    create(type: string, properties: object): object
    createAny(name: string, namespace: string, properties: object): object
  }
}
