import type { ClientError } from '@finetune/client'
import type { FineTune } from '@finetune/models'
import { useCreateFineTune, useUploadFile } from '@finetune/react'
import { useMutation } from '@tanstack/react-query'
import { useRef } from 'react'
import type { Settings } from './fine-tune-settings.ts'

/** What a new fine-tune learns from, and how. */
export interface StartFineTune {
  readonly training: File
  readonly validation: File | undefined
  readonly settings: Settings
}

/**
 * Uploads the files and starts the job. What was uploaded is not uploaded again when the server
 * refuses the settings and they are tried anew; `phase` says what is being waited for.
 */
export const useStartFineTune = () => {
  const upload = useUploadFile()
  const create = useCreateFineTune()
  const uploaded = useRef(new WeakMap<File, string>())

  const idOf = async (file: File): Promise<string> => {
    const known = uploaded.current.get(file)
    if (known !== undefined) return known
    const { id } = await upload.mutateAsync({ file, purpose: 'fine-tune' })
    uploaded.current.set(file, id)
    return id
  }

  const start = useMutation<FineTune, ClientError, StartFineTune>({
    mutationFn: async ({ training, validation, settings }) => {
      const training_file = await idOf(training)
      const validation_file = validation && (await idOf(validation))
      return create.mutateAsync({
        body: {
          ...settings,
          training_file,
          ...(validation_file !== undefined && { validation_file }),
        },
      })
    },
    retry: false,
  })
  const phase = upload.isPending ? 'uploading' : start.isPending ? 'starting' : 'idle'
  return { ...start, phase } as const
}
