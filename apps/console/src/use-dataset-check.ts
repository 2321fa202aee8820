import { useEffect, useState } from 'react'
import type { DatasetFiles, DatasetNews } from './dataset-worker.ts'

/** The check of a dataset, in a Web Worker: the page stays free however large the files are. */
export const useDatasetCheck = (files: DatasetFiles | undefined): DatasetNews | undefined => {
  const [checked, setChecked] = useState<{ files: DatasetFiles; news: DatasetNews }>()
  useEffect(() => {
    if (!files) return
    const worker = new Worker(new URL('./dataset-worker.ts', import.meta.url), { type: 'module' })
    worker.addEventListener('message', ({ data }: MessageEvent<DatasetNews>) => {
      setChecked({ files, news: data })
    })
    worker.postMessage(files)
    return () => worker.terminate()
  }, [files])
  return checked?.files === files ? checked?.news : undefined
}
