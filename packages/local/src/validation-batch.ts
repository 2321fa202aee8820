/** The batch of validation examples that a step is measured on: the next ones, around and around. */
export const batchAt = <Item>(items: readonly Item[], step: number, size: number): Item[] => {
  const count = Math.min(size, items.length)
  const first = ((step - 1) * count) % items.length
  return [...items.slice(first), ...items.slice(0, first)].slice(0, count)
}
