import type { BlobDraft, BlobStore } from './blob-store.ts'

/** Blobs that are gone with the process. */
export const createMemoryBlobs = (): BlobStore => {
  const blobs = new Map<string, Pieces>()
  const draft = async (): Promise<BlobDraft> => {
    const pieces: Uint8Array<ArrayBuffer>[] = []
    return {
      write: async (chunk) => void pieces.push(new Uint8Array(chunk)),
      read: async () => joined(pieces),
      keep: async (name) => void blobs.set(name, pieces),
      drop: async () => undefined,
    }
  }
  return {
    draft,
    read: async (name) => {
      const pieces = blobs.get(name)
      return pieces && joined(pieces)
    },
    stream: async (name) => {
      const pieces = blobs.get(name)
      return pieces && { size: sizeOf(pieces), body: streamOf(pieces) }
    },
    write: async (name, content) => void blobs.set(name, [new Uint8Array(content)]),
    link: async (from, to) => {
      const pieces = blobs.get(from)
      if (!pieces) throw new Error(`No blob ${from}`)
      blobs.set(to, pieces)
    },
    remove: async (name) => {
      for (const key of blobs.keys()) {
        if (key === name || key.startsWith(`${name}/`)) blobs.delete(key)
      }
    },
    list: async (folder) => {
      const below = [...blobs.keys()].filter((name) => name.startsWith(`${folder}/`))
      return [...new Set(below.map((name) => name.slice(folder.length + 1).split('/')[0] ?? ''))]
    },
    names: async () => [...blobs.keys()].sort(),
    sweep: async () => undefined,
  }
}

type Pieces = readonly Uint8Array<ArrayBuffer>[]

const sizeOf = (pieces: Pieces): number =>
  pieces.reduce((size, { byteLength }) => size + byteLength, 0)

const joined = (pieces: Pieces): Uint8Array<ArrayBuffer> => {
  const whole = new Uint8Array(sizeOf(pieces))
  let offset = 0
  for (const piece of pieces) {
    whole.set(piece, offset)
    offset += piece.byteLength
  }
  return whole
}

const streamOf = (pieces: Pieces): ReadableStream<Uint8Array<ArrayBuffer>> =>
  new ReadableStream({
    start: (controller) => {
      for (const piece of pieces) controller.enqueue(piece)
      controller.close()
    },
  })
