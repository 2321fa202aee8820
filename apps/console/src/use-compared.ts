import type { ClientError } from '@finetune/client'
import type { StepMetrics } from '@finetune/models'
import { useClient } from '@finetune/react'
import {
  fineTuneOptions,
  fineTuneResultsOptions,
  fineTuningJobOptions,
  fineTuningJobResultsOptions,
} from '@finetune/react/options'
import { useQueries } from '@tanstack/react-query'
import { fineTuneSettings } from './fine-tune-facts.ts'
import { fineTuningJobSettings } from './fine-tuning-job-facts.ts'
import type { Setting } from './job-settings.tsx'

/** A job as it is compared with others. */
export interface Compared {
  /** Its address: `jobs/ftjob-1`, or `fine-tunes/ft-1`. */
  readonly name: string
  readonly title: string
  readonly status: string
  readonly error: ClientError | null
  readonly settings: readonly Setting[]
  readonly metrics: readonly StepMetrics[]
}

const LEGACY = 'fine-tunes/'
const NONE: readonly StepMetrics[] = []

/** The jobs of some addresses, in their order. */
export const useCompared = (names: readonly string[]): readonly Compared[] => {
  const client = useClient()
  const idsOf = (isLegacy: boolean) =>
    names
      .filter((name) => name.startsWith(LEGACY) === isLegacy)
      .map((name) => decodeURIComponent(name.slice(name.indexOf('/') + 1)))
  const [legacy, modern] = [idsOf(true), idsOf(false)]
  const fineTunes = useQueries({ queries: legacy.map((id) => fineTuneOptions(client, id)) })
  const fineTuneResults = useQueries({
    queries: legacy.map((id) => fineTuneResultsOptions(client, id)),
  })
  const jobs = useQueries({ queries: modern.map((id) => fineTuningJobOptions(client, id)) })
  const jobResults = useQueries({
    queries: modern.map((id) => fineTuningJobResultsOptions(client, id)),
  })
  return names.map((name) => {
    const id = decodeURIComponent(name.slice(name.indexOf('/') + 1))
    const isLegacy = name.startsWith(LEGACY)
    const at = (isLegacy ? legacy : modern).indexOf(id)
    const { data: fineTune, error: fault = null } = (isLegacy && fineTunes[at]) || {}
    const { data: job, error = fault } = (!isLegacy && jobs[at]) || {}
    const results = (isLegacy ? fineTuneResults : jobResults)[at]?.data
    const known = fineTune ?? job
    return {
      name,
      title: known?.fine_tuned_model ?? id,
      status: known?.status ?? '',
      error,
      settings: fineTune
        ? fineTuneSettings(fineTune, undefined)
        : job
          ? fineTuningJobSettings(job)
          : [],
      metrics: results?.metrics ?? NONE,
    }
  })
}
