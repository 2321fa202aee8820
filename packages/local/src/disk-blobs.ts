import { randomUUID } from 'node:crypto'
import { copyFile, link, mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'
import type { BlobDraft, BlobStore } from './blob-store.ts'

/** Where drafts lie until they have a name. */
const DRAFTS = 'drafts'
/** Bytes that are read at once. */
const PIECE = 2 ** 16

/** Blobs as files below a folder. */
export const createDiskBlobs = (folder: string): BlobStore => {
  const draft = async (): Promise<BlobDraft> => {
    const path = join(folder, DRAFTS, randomUUID())
    await makeFolder(dirname(path))
    const file = await open(path, 'wx+')
    let isOpen = true
    const close = async (): Promise<void> => {
      if (!isOpen) return
      isOpen = false
      await file.close()
    }
    return {
      write: async (chunk) => {
        for (let rest = chunk; rest.byteLength > 0; ) {
          rest = rest.subarray((await file.write(rest)).bytesWritten)
        }
      },
      read: async () => new Uint8Array(await readFile(path)),
      keep: async (name) => {
        const target = join(folder, name)
        await file.sync()
        await close()
        await makeFolder(dirname(target))
        await rename(path, target)
        await syncFolder(dirname(target))
      },
      drop: async () => {
        await close()
        await rm(path, { force: true })
      },
    }
  }

  return {
    draft,
    read: (name) => readFile(join(folder, name)).catch(undefinedIfMissing),
    stream: async (name) => {
      const file = await open(join(folder, name)).catch(undefinedIfMissing)
      if (!file) return undefined
      const { size } = await file.stat()
      const body = new ReadableStream<Uint8Array<ArrayBuffer>>(
        {
          pull: async (controller) => {
            const { buffer, bytesRead } = await file.read(new Uint8Array(PIECE))
            if (bytesRead > 0) return controller.enqueue(buffer.subarray(0, bytesRead))
            await file.close()
            controller.close()
          },
          cancel: () => file.close(),
        },
        { highWaterMark: 0 },
      )
      return { size, body }
    },
    write: async (name, content) => {
      const written = await draft()
      try {
        await written.write(content)
        await written.keep(name)
      } finally {
        await written.drop()
      }
    },
    link: async (from, to) => {
      const [source, target] = [join(folder, from), join(folder, to)]
      await makeFolder(dirname(target))
      await link(source, target).catch(() => copyFile(source, target))
      await syncFolder(dirname(target))
    },
    remove: (name) => rm(join(folder, name), { recursive: true, force: true }),
    list: (name) => readdir(join(folder, name)).catch((error) => undefinedIfMissing(error) ?? []),
    names: async () => {
      const entries = await readdir(folder, { recursive: true, withFileTypes: true })
      return entries
        .filter((entry) => entry.isFile())
        .map(({ parentPath, name }) => relative(folder, join(parentPath, name)))
        .map((path) => path.split(sep).join('/'))
        .filter((name) => name.includes('/') && !name.startsWith(`${DRAFTS}/`))
        .sort()
    },
    sweep: () => rm(join(folder, DRAFTS), { recursive: true, force: true }),
  }
}

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
