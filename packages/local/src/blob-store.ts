/** Keeps bytes under names such as `files/file-…`: on disk, or in memory. */
export interface BlobStore {
  readonly read: (name: string) => Promise<Uint8Array<ArrayBuffer> | undefined>
  /** The blob piece by piece; removing it meanwhile does not cut it short. */
  readonly stream: (name: string) => Promise<BlobStream | undefined>
  /** Replaces the blob as a whole; it outlives a crash once the promise is fulfilled. */
  readonly write: (name: string, content: Uint8Array) => Promise<void>
  /** Begins a blob that comes piece by piece. */
  readonly draft: () => Promise<BlobDraft>
  /** Gives a blob a second name: removing one of the two leaves the other. */
  readonly link: (from: string, to: string) => Promise<void>
  /** Removes a blob, or all blobs below a name. */
  readonly remove: (name: string) => Promise<void>
  /** What stands directly below a name. */
  readonly list: (folder: string) => Promise<readonly string[]>
  /** The names of all blobs, sorted. */
  readonly names: () => Promise<readonly string[]>
  /** Removes what a crash has left of drafts. */
  readonly sweep: () => Promise<void>
}

/** A blob that is read piece by piece. */
export interface BlobStream {
  /** In bytes. */
  readonly size: number
  readonly body: ReadableStream<Uint8Array<ArrayBuffer>>
}

/** Bytes that have no name yet, and are gone after a crash. */
export interface BlobDraft {
  readonly write: (chunk: Uint8Array) => Promise<void>
  /** What has been written so far. */
  readonly read: () => Promise<Uint8Array<ArrayBuffer>>
  /** Makes it a blob, which outlives a crash once the promise is fulfilled. */
  readonly keep: (name: string) => Promise<void>
  /** Forgets it, unless it is kept. */
  readonly drop: () => Promise<void>
}

/** Removes a blob that does not get its row. */
export const orRemove = async (
  blobs: BlobStore,
  blob: string,
  insert: () => void,
): Promise<void> => {
  try {
    insert()
  } catch (error) {
    await blobs.remove(blob)
    throw error
  }
}
