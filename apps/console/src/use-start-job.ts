import type { ClientError, UploadProgress } from '@finetune/client'
import { useCreateFineTune, useCreateFineTuningJob, useUploadFile } from '@finetune/react'
import { useMutation } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { rememberAsked } from './asked.ts'
import type { DatasetFiles } from './dataset-worker.ts'
import type { FineTuneSettings } from './fine-tune-settings.ts'
import { type FineTuningJobSettings, flatSettings } from './fine-tuning-job-settings.ts'
import type { Job } from './job.ts'
import type { UploadedFiles } from './preset.ts'

/** What a new job learns from, and how. */
export type NewJob = { readonly files: DatasetFiles | UploadedFiles } & (
  | { readonly api: 'legacy'; readonly settings: FineTuneSettings }
  | { readonly api: 'modern'; readonly settings: FineTuningJobSettings }
)

/**
 * Uploads the files and starts the job. What was uploaded is not uploaded again when the server
 * refuses the settings and they are tried anew, and the same settings are the same job.
 */
export const useStartJob = () => {
  const upload = useUploadFile()
  const legacy = useCreateFineTune()
  const modern = useCreateFineTuningJob()
  const uploaded = useRef(new WeakMap<File, string>())
  const controller = useRef<AbortController>(undefined)
  const [progress, setProgress] = useState<UploadProgress & { readonly name: string }>()
  useEffect(() => () => controller.current?.abort(), [])

  const idOf = async (file: File): Promise<string> => {
    const known = uploaded.current.get(file)
    if (known !== undefined) return known
    setProgress({ sent: 0, total: file.size, name: file.name })
    const { id } = await upload.mutateAsync({
      file,
      purpose: 'fine-tune',
      onProgress: (sent) => setProgress({ ...sent, name: file.name }),
      ...(controller.current && { signal: controller.current.signal }),
    })
    uploaded.current.set(file, id)
    return id
  }

  const start = useMutation<Pick<Job, 'api' | 'id'>, ClientError, NewJob>({
    mutationFn: async ({ files, ...job }) => {
      controller.current = new AbortController()
      const ids =
        'training_file' in files
          ? files
          : {
              training_file: await idOf(files.training),
              ...(files.validation && { validation_file: await idOf(files.validation) }),
            }
      setProgress(undefined)
      if (job.api === 'legacy') {
        const { id } = await legacy.mutateAsync({ body: { ...job.settings, ...ids } })
        rememberAsked(id, job.settings)
        return { api: job.api, id }
      }
      const { id } = await modern.mutateAsync({ body: { ...job.settings, ...ids } })
      rememberAsked(id, flatSettings(job.settings))
      return { api: job.api, id }
    },
    onError: () => setProgress(undefined),
    retry: false,
  })
  return {
    start,
    /** How far an upload is, while there is one. */
    progress: upload.isPending ? progress : undefined,
    /** Calls an upload off. */
    stop: () => controller.current?.abort(),
  }
}
