import { useFineTuningJobResults } from '@finetune/react'
import { Sparkline } from './sparkline.tsx'

export const FineTuningJobSparkline = ({ id }: { readonly id: string }) => (
  <Sparkline metrics={useFineTuningJobResults(id).data?.metrics} />
)
