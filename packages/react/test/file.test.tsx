import { cleanup, renderHook, waitFor } from '@testing-library/react'
import { afterAll, afterEach, expect, test } from 'vitest'
import { useFiles, useUploadFile } from '../src/index.ts'
import { createApi, createWrapper, dataset } from './setup.tsx'

const { client, close } = createApi()
afterEach(cleanup)
afterAll(close)

test('an uploaded file appears in the list', async () => {
  const { Wrapper } = createWrapper(client)
  const { result } = renderHook(() => ({ files: useFiles(), upload: useUploadFile() }), {
    wrapper: Wrapper,
  })
  await waitFor(() => expect(result.current.files.data?.data).toEqual([]))
  const file = await result.current.upload.mutateAsync({
    body: { file: dataset(), purpose: 'fine-tune' },
  })
  await waitFor(() => expect(result.current.files.data?.data).toEqual([file]))
})

test('a refused upload is an error with the words of the server', async () => {
  const { Wrapper } = createWrapper(client)
  const { result } = renderHook(() => useUploadFile(), { wrapper: Wrapper })
  const upload = result.current.mutateAsync({
    body: { file: dataset(), purpose: 'world_domination' },
  })
  await expect(upload).rejects.toMatchObject({ _tag: 'Refused', status: 400, param: 'purpose' })
})
