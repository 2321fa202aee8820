import { cleanup, renderHook, waitFor } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import { useFiles, useUploadFile } from '../src/index.ts'
import { createApi, createWrapper, dataset } from './setup.tsx'

const { client } = createApi()
afterEach(cleanup)

test('an uploaded file appears in the list', async () => {
  const { Wrapper } = createWrapper(client)
  const { result } = renderHook(() => ({ files: useFiles(), upload: useUploadFile() }), {
    wrapper: Wrapper,
  })
  await waitFor(() => expect(result.current.files.isSuccess).toBe(true))
  const file = await result.current.upload.mutateAsync({ file: dataset(), purpose: 'fine-tune' })
  await waitFor(() =>
    expect(result.current.files.data?.data.map(({ id }) => id)).toContain(file.id),
  )
})

test('a refused upload is an error with the words of the server', async () => {
  const { Wrapper } = createWrapper(client)
  const { result } = renderHook(() => useUploadFile(), { wrapper: Wrapper })
  const upload = result.current.mutateAsync({ file: dataset(), purpose: 'world_domination' })
  await expect(upload).rejects.toMatchObject({ _tag: 'Refused', status: 400, param: 'purpose' })
})
