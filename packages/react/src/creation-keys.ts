/** Starts a job. */
export interface Start<Body> {
  readonly body: Body
  /**
   * Names the job: 1 to 512 characters. Where absent, one body is one job for as long as the component
   * lives; give a key of its own to start another one of the same body.
   */
  readonly key?: string
}

/** Answers the key of a job to be started: the same for the same body. */
export type CreationKeys = (body: object) => string

/**
 * Keys for the jobs that one place of a page starts: a second click, or a second try after an unknown
 * outcome, means the same job.
 */
export const creationKeys = (): CreationKeys => {
  const keys = new Map<string, string>()
  return (body) => {
    const text = JSON.stringify(body)
    // Not `randomUUID`, which pages without TLS do not have.
    const key = keys.get(text) ?? crypto.getRandomValues(new Uint32Array(4)).join('-')
    keys.set(text, key)
    return key
  }
}
