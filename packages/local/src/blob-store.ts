import { copyFile, link, mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** Keeps bytes under names such as `files/file-…`: on disk, or in memory. */
export interface BlobStore {
  readonly read: (name: string) => Promise<Uint8Array<ArrayBuffer> | undefined>
  /** Replaces the blob as a whole; it outlives a crash once the promise is fulfilled. */
  readonly write: (name: string, content: Uint8Array) => Promise<void>
  /** Gives a blob a second name: removing one of the two leaves the other. */
  readonly link: (from: string, to: string) => Promise<void>
  /** Removes a blob, or all blobs below a name. */
  readonly remove: (name: string) => Promise<void>
  /** What stands directly below a name. */
  readonly list: (folder: string) => Promise<readonly string[]>
}

/** Blobs that are gone with the process. */
export const createMemoryBlobs = (): BlobStore => {
  const blobs = new Map<string, Uint8Array<ArrayBuffer>>()
  return {
    read: async (name) => blobs.get(name),
    write: async (name, content) => void blobs.set(name, new Uint8Array(content)),
    link: async (from, to) => {
      const blob = blobs.get(from)
      if (!blob) throw new Error(`No blob ${from}`)
      blobs.set(to, blob)
    },
    remove: async (name) => {
      for (const key of blobs.keys()) {
        if (key === name || key.startsWith(`${name}/`)) blobs.delete(key)
      }
    },
    list: async () => [],
  }
}

/** Blobs as files below a folder. */
export const createDiskBlobs = (folder: string): BlobStore => ({
  read: (name) => readFile(join(folder, name)).catch(undefinedIfMissing),
  write: async (name, content) => {
    const path = join(folder, name)
    const temporary = `${path}.tmp`
    await makeFolder(dirname(path))
    const file = await open(temporary, 'w')
    try {
      await file.writeFile(content)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(temporary, path)
    await syncFolder(dirname(path))
  },
  link: async (from, to) => {
    const [source, target] = [join(folder, from), join(folder, to)]
    await makeFolder(dirname(target))
    await link(source, target).catch(() => copyFile(source, target))
    await syncFolder(dirname(target))
  },
  remove: (name) => rm(join(folder, name), { recursive: true, force: true }),
  list: (name) => readdir(join(folder, name)).catch((error) => undefinedIfMissing(error) ?? []),
})

const undefinedIfMissing = (error: NodeJS.ErrnoException): undefined => {
  if (error.code !== 'ENOENT') throw error
}

/** Makes a folder and those above it, and has the topmost new one on disk. */
const makeFolder = async (path: string): Promise<void> => {
  const made = await mkdir(path, { recursive: true })
  if (made !== undefined) await syncFolder(dirname(made))
}

/** A new name lasts once its folder is on disk. Windows has no such call and needs none. */
const syncFolder = async (path: string): Promise<void> => {
  if (process.platform === 'win32') return
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}
