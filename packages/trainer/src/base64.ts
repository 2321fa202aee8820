// Every runtime has this, and the language's own library does not declare it.
declare function atob(base64: string): string

/** The bytes that a base64 text stands for. */
export const bytesOfBase64 = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
