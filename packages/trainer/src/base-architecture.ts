import type { Architecture } from './architecture.ts'

/** The shape that the base model was pretrained in. */
export const BASE_ARCHITECTURE: Architecture = {
  width: 64,
  layers: 2,
  heads: 4,
  context: 512,
  ngramBits: 14,
}
