// A step of the network in TensorFlow.js, on its CPU backend, for the bench: the dense part alone,
// without n-grams, matches and wide head, so a little less work than ours.
import * as tf from '@tensorflow/tfjs'
import type { Architecture } from '../src/architecture.ts'
import { VOCABULARY } from '../src/tokens.ts'

/** Returns what takes one step on these tokens, each row of which is one text. */
export const createTensorflowStep = async (
  { width, layers, heads }: Architecture,
  rows: readonly (readonly number[])[],
): Promise<() => void> => {
  await tf.setBackend('cpu')
  const length = (rows[0]?.length ?? 0) - 1
  const batch = rows.length
  const size = width / heads
  const weights = (...shape: number[]) => tf.variable(tf.randomNormal(shape, 0, 0.05))
  const constant = (value: number) => tf.variable(tf.fill([width], value))
  const tokens = weights(VOCABULARY, width)
  const positions = weights(length, width)
  const layerOf = () => ({
    norms: [constant(1), constant(0), constant(1), constant(0)],
    qkv: weights(width, 3 * width),
    out: weights(width, width),
    expand: weights(width, 4 * width),
    contract: weights(4 * width, width),
  })
  const all = Array.from({ length: layers }, layerOf)
  const last = [constant(1), constant(0)]
  const hidden = tf.mul(tf.sub(tf.linalg.bandPart(tf.ones([length, length]), -1, 0), 1), 1e9)

  const norm = (x: tf.Tensor, gain: tf.Tensor, bias: tf.Tensor): tf.Tensor => {
    const { mean, variance } = tf.moments(x, -1, true)
    const scaled = tf.div(tf.sub(x, mean), tf.sqrt(tf.add(variance, 1e-5)))
    return tf.add(tf.mul(scaled, gain), bias)
  }
  const byHead = (x: tf.Tensor): tf.Tensor =>
    tf.transpose(tf.reshape(x, [batch, length, heads, size]), [0, 2, 1, 3])

  const inputs = tf.tensor1d(
    rows.flatMap((row) => row.slice(0, -1)),
    'int32',
  )
  const targets = tf.oneHot(
    tf.tensor1d(
      rows.flatMap((row) => row.slice(1)),
      'int32',
    ),
    VOCABULARY,
  )

  const loss = (): tf.Scalar => {
    const embedded = tf.reshape(tf.gather(tokens, inputs), [batch, length, width])
    let x = tf.reshape(tf.add(embedded, positions), [batch * length, width])
    for (const { norms, qkv, out, expand, contract } of all) {
      const [gain1, bias1, gain2, bias2] = norms
      if (!gain1 || !bias1 || !gain2 || !bias2) continue
      const [query, key, value] = tf.split(tf.matMul(norm(x, gain1, bias1), qkv), 3, -1).map(byHead)
      if (!query || !key || !value) continue
      const scores = tf.div(tf.matMul(query, key, false, true), Math.sqrt(size))
      const heard = tf.matMul(tf.softmax(tf.add(scores, hidden)), value)
      const attended = tf.reshape(tf.transpose(heard, [0, 2, 1, 3]), [batch * length, width])
      x = tf.add(x, tf.matMul(attended, out))
      const expanded = tf.relu(tf.matMul(norm(x, gain2, bias2), expand))
      x = tf.add(x, tf.matMul(expanded, contract))
    }
    const [gain, bias] = last
    if (!gain || !bias) throw new Error('unreachable')
    const logits = tf.matMul(norm(x, gain, bias), tokens, false, true)
    return tf.neg(tf.mean(tf.sum(tf.mul(targets, tf.logSoftmax(logits)), -1)))
  }
  const optimiser = tf.train.adam(0.001)
  return () => {
    const value = optimiser.minimize(loss, true)
    value?.dataSync()
    value?.dispose()
  }
}
