import type { BlobStream } from './blob-store.ts'

/** Answers bytes as a file to save, whose name may hold any characters (RFC 6266 and 5987). */
export const attachment = (filename: string, content: Uint8Array | BlobStream): Response => {
  const plain = filename.replaceAll(/[^\x20-\x7e]|["\\%]/g, '_')
  const extended = plain === filename ? '' : `; filename*=UTF-8''${extendedValue(filename)}`
  const { size, body } =
    content instanceof Uint8Array
      ? { size: content.byteLength, body: new Uint8Array(content) }
      : content
  return new Response(body, {
    headers: {
      'content-type': 'application/octet-stream',
      'content-length': String(size),
      'content-disposition': `attachment; filename="${plain}"${extended}`,
    },
  })
}

const extendedValue = (text: string): string =>
  encodeURIComponent(text).replaceAll(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
