// What the benchmark of workerd sends its requests to: decodes as often as it is asked.
import { FineTune, FineTuningJob, listOf } from '../src/index.ts'
import { isFineTuneByHand, isFineTuningJobListByHand } from './decode-by-hand.ts'
import { cases } from './decode-data.ts'
import { plainOf } from './plain.ts'

const jobs = listOf(FineTuningJob)
const plain = plainOf(FineTune)
const plainJobs = plainOf(jobs)

const contenders: Readonly<Record<string, (value: unknown) => unknown>> = {
  'ft10 by hand': isFineTuneByHand,
  'ft10 ours': FineTune.decode,
  'ft10 io-ts': plain.decode,
  'jobs100 by hand': isFineTuningJobListByHand,
  'jobs100 ours': jobs.decode,
  'jobs100 io-ts': plainJobs.decode,
}
const values = new Map(
  cases.map(({ name, texts }) => [name, texts.map((text): unknown => JSON.parse(text))]),
)

export default {
  fetch: (request: Request): Response => {
    const { searchParams } = new URL(request.url)
    const name = searchParams.get('name') ?? ''
    const decode = contenders[name]
    const documents = values.get(name.split(' ')[0] ?? '') ?? []
    let sink: unknown
    for (let index = 0; index < Number(searchParams.get('calls')); index += 1) {
      sink = decode?.(documents[index % documents.length])
    }
    return Response.json(sink !== undefined)
  },
}
