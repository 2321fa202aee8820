import type { UploadProgress } from '@finetune/client'
import { cleanup, renderHook, waitFor } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import { useDeleteFile, useFile, useFileContent, useFiles, useUploadFile } from '../src/index.ts'
import { fileKeys } from '../src/options.ts'
import { createApi, createWrapper, dataset } from './setup.tsx'

const { client, asked } = createApi()
afterEach(cleanup)

test('an uploaded file appears in the list, with its content, until it is deleted', async () => {
  const { Wrapper, queries } = createWrapper(client)
  const { result, rerender } = renderHook(
    ({ id }) => ({
      files: useFiles({ purpose: 'fine-tune' }),
      file: useFile(id),
      content: useFileContent(id),
      upload: useUploadFile(),
      remove: useDeleteFile(),
    }),
    { wrapper: Wrapper, initialProps: { id: undefined as string | undefined } },
  )
  await waitFor(() => expect(result.current.files.isSuccess).toBe(true))
  const { id } = await result.current.upload.mutateAsync({ file: dataset(), purpose: 'fine-tune' })
  const listed = () => result.current.files.data?.data.map((file) => file.id)
  await waitFor(() => expect(listed()).toContain(id))
  // What the upload answered is the file: it is not asked for.
  expect(queries.getQueryData(fileKeys.detail(client, id))).toMatchObject({ id, object: 'file' })

  rerender({ id })
  await waitFor(() => expect(result.current.content.isSuccess).toBe(true))
  expect(result.current.content.data).toBe(await dataset().text())
  expect(result.current.file.data?.filename).toBe('numbers.jsonl')

  rerender({ id: undefined })
  await result.current.remove.mutateAsync({ id })
  await waitFor(() => expect(listed()).not.toContain(id))
  expect(queries.getQueryData(fileKeys.detail(client, id))).toBe(undefined)
  expect(queries.getQueryData(fileKeys.content(client, id))).toBe(undefined)
})

test('the content of a file is asked for once', async () => {
  const { Wrapper } = createWrapper(client)
  const upload = renderHook(() => useUploadFile(), { wrapper: Wrapper })
  const { id } = await upload.result.current.mutateAsync({ file: dataset(), purpose: 'fine-tune' })
  for (let time = 0; time < 2; time += 1) {
    const { result, unmount } = renderHook(() => useFileContent(id), { wrapper: Wrapper })
    await waitFor(() => expect(result.current.isSuccess).toBe(true))
    unmount()
  }
  expect(asked.filter((line) => line === `GET /files/${id}/content`).length).toBe(1)
})

test('an upload tells how far it is', async () => {
  const { Wrapper } = createWrapper(client)
  const { result } = renderHook(() => useUploadFile(), { wrapper: Wrapper })
  const seen: UploadProgress[] = []
  const file = dataset()
  await result.current.mutateAsync({
    file,
    purpose: 'fine-tune',
    onProgress: (progress) => seen.push(progress),
  })
  expect(seen.at(0)).toEqual({ sent: undefined, total: file.size })
  expect(seen.at(-1)).toEqual({ sent: file.size, total: file.size })
})

test('an upload that is aborted is over, and no file', async () => {
  const { Wrapper } = createWrapper(client)
  const { result } = renderHook(() => useUploadFile(), { wrapper: Wrapper })
  const controller = new AbortController()
  const upload = result.current.mutateAsync({
    file: dataset(),
    purpose: 'fine-tune',
    signal: controller.signal,
    onProgress: () => controller.abort(),
  })
  await expect(upload).rejects.toMatchObject({ _tag: 'Aborted' })
})

test('a refused upload is an error with the words of the server', async () => {
  const { Wrapper } = createWrapper(client)
  const { result } = renderHook(() => useUploadFile(), { wrapper: Wrapper })
  const upload = result.current.mutateAsync({ file: dataset(), purpose: 'world_domination' })
  await expect(upload).rejects.toMatchObject({ _tag: 'Refused', status: 400, param: 'purpose' })
})
