export { type Clock, createManualClock, type ManualClock } from './clock.ts'
export { type Listener, type ListenOptions, listen } from './listen.ts'
export { createLocalApi, type LocalApi, type LocalApiOptions } from './local-api.ts'
