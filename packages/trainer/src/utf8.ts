// Every runtime has these two, and the language's own library does not declare them.
declare class TextEncoder {
  encode(text: string): Uint8Array<ArrayBuffer>
}
declare class TextDecoder {
  constructor(label: 'utf-8', options: { ignoreBOM: boolean })
  decode(bytes: Uint8Array, options: { stream: boolean }): string
}

/** The bytes of a text. */
export const utf8Bytes = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text)

/** The text of bytes, without a last character of which only some bytes are there. */
export const utf8Text = (bytes: readonly number[]): string =>
  new TextDecoder('utf-8', { ignoreBOM: true }).decode(Uint8Array.from(bytes), { stream: true })
