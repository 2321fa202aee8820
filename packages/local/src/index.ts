export { type Clock, createManualClock, type ManualClock } from './clock.ts'
export type { Failure, Fault } from './fault.ts'
export { type Listener, type ListenOptions, listen } from './listen.ts'
export { createLocalApi, type LocalApi, type LocalApiOptions } from './local-api.ts'
