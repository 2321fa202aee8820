'use client'

export { ClientProvider, useClient } from './client-provider.tsx'
export type { Start } from './creation-keys.ts'
export {
  useDeleteFile,
  useFile,
  useFileContent,
  useFiles,
  useSuspenseFile,
  useSuspenseFileContent,
  useSuspenseFiles,
  useUploadFile,
} from './file.ts'
export {
  useCancelFineTune,
  useCreateFineTune,
  useFineTune,
  useFineTuneEvents,
  useFineTuneResults,
  useFineTunes,
  useSuspenseFineTune,
  useSuspenseFineTuneEvents,
  useSuspenseFineTuneResults,
  useSuspenseFineTunes,
} from './fine-tune.ts'
export {
  useCancelFineTuningJob,
  useCreateFineTuningJob,
  useFineTuningJob,
  useFineTuningJobCheckpoints,
  useFineTuningJobEvents,
  useFineTuningJobResults,
  useFineTuningJobs,
  useInfiniteFineTuningJobs,
  usePauseFineTuningJob,
  useResumeFineTuningJob,
  useSuspenseFineTuningJob,
  useSuspenseFineTuningJobCheckpoints,
  useSuspenseFineTuningJobEvents,
  useSuspenseFineTuningJobResults,
  useSuspenseFineTuningJobs,
} from './fine-tuning-job.ts'
export {
  useDeleteModel,
  useModel,
  useModels,
  useSuspenseModel,
  useSuspenseModels,
} from './model.ts'
