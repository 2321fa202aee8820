import type { ClientError } from '@finetune/client'
import { useFiles, useFineTunes, useFineTuningJobs } from '@finetune/react'
import { useMemo } from 'react'
import { jobOfFineTune } from './fine-tune-job.ts'
import { type Job, jobOf } from './job.ts'

/** The most that the API lists on one page. */
const NEWEST = { limit: 100 }

/** The jobs of both APIs. A server that speaks only one of them has none of the other. */
export const useJobs = () => {
  const legacy = useFineTunes()
  const modern = useFineTuningJobs(NEWEST)
  const { data: files } = useFiles()
  const jobs = useMemo((): readonly Job[] => {
    const names = new Map(files?.data.map(({ id, filename }) => [id, filename]))
    return [
      ...(legacy.data?.data.map(jobOfFineTune) ?? []),
      ...(modern.data?.data.map((job) => jobOf(job, names)) ?? []),
    ]
  }, [legacy.data, modern.data, files])
  const faults = [legacy.error, modern.error].filter((error) => error !== null)
  const [error] = faults.length === 2 ? faults : faults.filter((fault) => !isAbsent(fault))
  return {
    jobs,
    error,
    isPending: legacy.isPending || modern.isPending,
    refetch: () => Promise.all([legacy.refetch(), modern.refetch()]),
  }
}

/** Whether a server says that it has no such thing. */
export const isAbsent = (error: ClientError): boolean =>
  error._tag === 'Refused' && error.status === 404
