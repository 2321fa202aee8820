import { ENCODING_FAULTS } from './encoding-faults.ts'
import type { Fault } from './fault.ts'
import { PORTABLE_CATALOGUE } from './portable-catalogue.ts'

/** Every fault, by what is at fault. */
export const CATALOGUE: Readonly<Record<string, readonly Fault[]>> = {
  ...PORTABLE_CATALOGUE,
  encoding: ENCODING_FAULTS,
}
