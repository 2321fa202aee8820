/** The first address that AssemblyScript's own static data does not use. */
export function heapBase(): usize {
  return __heap_base
}

export { attention, attentionBackward } from './attention'
export { embed, embedBackward } from './embedding'
export { layerNorm, layerNormBackward } from './layer-norm'
export { matmul, transpose } from './matmul'
export { adagradRows, adam, sumOfSquares } from './optimiser'
export {
  addToRows,
  fillRows,
  gatherRows,
  moveTowards,
  rectify,
  rectifyBackward,
  scatterRows,
  sumRows,
  zero,
} from './rows'
export { crossEntropy, logarithm, softmax } from './softmax'
export { adagradBlocks, wide, wideBackward } from './wide'
