'use client'

export { ClientProvider, useClient } from './client-provider.tsx'
export { useFiles, useUploadFile } from './file.ts'
export {
  useCancelFineTune,
  useCreateFineTune,
  useFineTune,
  useFineTuneEvents,
  useFineTuneResults,
  useFineTunes,
} from './fine-tune.ts'
