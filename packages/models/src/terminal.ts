const TERMINAL: readonly string[] = ['succeeded', 'failed', 'cancelled', 'canceled']

/**
 * True when a job with this status will change no more. `paused` can be resumed, and a status nobody
 * knows yet may be anything: both are not terminal. Azure writes `canceled`.
 */
export const isTerminal = (status: string): boolean => TERMINAL.includes(status)
