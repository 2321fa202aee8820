/**
 * Says whose dialect a value is in that our codecs refuse, and what to do about it: undefined for one
 * that none of the known providers sends. Ask it when a codec has said no.
 *
 * @see api documentation of Azure OpenAI, Together, Mistral and LLMariner
 */
export const dialectOf = (value: unknown): string | undefined => {
  if (typeof value !== 'object' || value === null) return undefined
  const has = (key: string): boolean => Object.hasOwn(value, key)
  const get = (key: string): unknown => (has(key) ? Reflect.get(value, key) : undefined)
  const object = get('object')

  if (object === 'model' && has('created_at') && has('lifecycle_status')) {
    return 'a model of Azure: it tells created_at instead of created, and no owned_by'
  }
  if (object === 'file' && (get('bytes') ?? null) === null) {
    return 'a file that Azure imports: it has no bytes until it is there'
  }
  if (object === 'fine-tune' && !has('organization_id')) {
    return 'a fine-tune of Azure: what is not there yet is absent there, not null'
  }
  if (object === undefined && typeof get('created_at') === 'string' && has('status')) {
    return 'a fine-tune of Together: decode it with TogetherFineTune'
  }
  if (object === 'job') {
    return 'a job of Mistral: its words and statuses are others'
  }
  if (object === 'fine_tuning.job' && typeof get('created_at') === 'string') {
    return 'a job of LLMariner: it tells times as text'
  }
  return undefined
}
