import { dot, type Floats } from './reference-linear.ts'

/** Attention of rows of queries, keys and values, and what takes its gradient back. */
export const createReferenceAttention = <F extends Floats>(
  width: number,
  heads: number,
  floats: (size: number) => F,
) => {
  const c = width / heads
  const scale = 1 / Math.sqrt(c)

  const slice = (row: F, part: number, head: number): F =>
    row.subarray(part * width + head * c, part * width + (head + 1) * c) as F

  /** Attention of all rows; a softmax over the rows up to each row's own. */
  return (rows: readonly F[]) => {
    const outputs = rows.map(() => floats(width))
    const probabilities = Array.from({ length: heads }, (_, head) =>
      rows.map((row, i) => {
        const scores = floats(i + 1)
        let top = -Infinity
        for (let j = 0; j <= i; j++) {
          const key = rows[j]
          if (!key) continue
          const score = dot(slice(row, 0, head), slice(key, 1, head)) * scale
          scores[j] = score
          top = Math.max(top, score)
        }
        let total = 0
        for (let j = 0; j <= i; j++) total += scores[j] = Math.exp((scores[j] ?? 0) - top)
        const output = outputs[i]?.subarray(head * c, (head + 1) * c)
        for (let j = 0; j <= i; j++) {
          const key = rows[j]
          if (!key || !output) continue
          const p = (scores[j] ?? 0) / total
          scores[j] = p
          const value = slice(key, 2, head)
          for (let k = 0; k < c; k++) output[k] = (output[k] ?? 0) + p * (value[k] ?? 0)
        }
        return scores
      }),
    )
    const backward = (dOutputs: readonly F[]): F[] => {
      const dRows = rows.map(() => floats(3 * width))
      probabilities.forEach((ofHead, head) => {
        ofHead.forEach((p, i) => {
          const row = rows[i]
          const dRow = dRows[i]
          const dOutput = dOutputs[i]?.subarray(head * c, (head + 1) * c)
          if (!row || !dRow || !dOutput) return
          const dP = floats(i + 1)
          let mean = 0
          for (let j = 0; j <= i; j++) {
            const other = rows[j]
            if (!other) continue
            dP[j] = dot(dOutput, slice(other, 2, head))
            mean += (p[j] ?? 0) * (dP[j] ?? 0)
          }
          const query = slice(row, 0, head)
          const dQuery = slice(dRow, 0, head)
          for (let j = 0; j <= i; j++) {
            const other = rows[j]
            const dOther = dRows[j]
            if (!other || !dOther) continue
            const dScore = (p[j] ?? 0) * ((dP[j] ?? 0) - mean) * scale
            const key = slice(other, 1, head)
            const dKey = slice(dOther, 1, head)
            const dValue = slice(dOther, 2, head)
            for (let k = 0; k < c; k++) {
              dQuery[k] = (dQuery[k] ?? 0) + dScore * (key[k] ?? 0)
              dKey[k] = (dKey[k] ?? 0) + dScore * (query[k] ?? 0)
              dValue[k] = (dValue[k] ?? 0) + (p[j] ?? 0) * (dOutput[k] ?? 0)
            }
          }
        })
      })
      return dRows
    }
    return { outputs, backward }
  }
}
