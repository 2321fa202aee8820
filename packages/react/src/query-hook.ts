import type { ClientError } from '@finetune/client'
import type {
  UseQueryOptions,
  UseQueryResult,
  UseSuspenseQueryOptions,
  UseSuspenseQueryResult,
} from '@tanstack/react-query'

/** TanStack's options of a hook. What is read, and under which key, is the hook's own. */
export type ReadOptions<A, Data> = Omit<
  UseQueryOptions<A, ClientError, Data>,
  'queryKey' | 'queryFn'
>

/** TanStack's options of a hook that suspends. */
export type SuspenseOptions<A, Data> = Omit<
  UseSuspenseQueryOptions<A, ClientError, Data>,
  'queryKey' | 'queryFn'
>

/** Reads one thing; nothing while the id is `undefined`. `data` is what `select` makes of it. */
export type UseOne<A> = <Data = A>(
  id: string | undefined,
  options?: ReadOptions<A, Data>,
) => UseQueryResult<Data, ClientError>

/** Reads one thing, and suspends until it is there. */
export type UseSuspenseOne<A> = <Data = A>(
  id: string,
  options?: SuspenseOptions<A, Data>,
) => UseSuspenseQueryResult<Data, ClientError>

/** Reads a list. `data` is what `select` makes of it. */
export type UseAll<A> = <Data = A>(
  options?: ReadOptions<A, Data>,
) => UseQueryResult<Data, ClientError>

/** Reads a list, and suspends until it is there. */
export type UseSuspenseAll<A> = <Data = A>(
  options?: SuspenseOptions<A, Data>,
) => UseSuspenseQueryResult<Data, ClientError>

/** Reads some of a list. `data` is what `select` makes of it. */
export type UseSome<A, Query> = <Data = A>(
  query?: Query,
  options?: ReadOptions<A, Data>,
) => UseQueryResult<Data, ClientError>

/** Reads some of a list, and suspends until it is there. */
export type UseSuspenseSome<A, Query> = <Data = A>(
  query?: Query,
  options?: SuspenseOptions<A, Data>,
) => UseSuspenseQueryResult<Data, ClientError>

/** Reads what happened to a job; with `live`, as it happens. */
export type UseEvents<A> = <Data = A>(
  id: string | undefined,
  options?: ReadOptions<A, Data> & LiveOption,
) => UseQueryResult<Data, ClientError>

export interface LiveOption {
  /**
   * Has new events come as they happen, over one connection a job and page, as long as the page is
   * seen and until the job has ended.
   */
  readonly live?: boolean
}

/** The options of a resource, under those of a hook. */
export const reading = <A, Data>(
  options: UseQueryOptions<A, ClientError>,
  own: ReadOptions<A, Data> | undefined,
  isSkipped = false,
): UseQueryOptions<A, ClientError, Data> =>
  ({ ...options, ...own, ...(isSkipped && { enabled: false }) }) as UseQueryOptions<
    A,
    ClientError,
    Data
  >

/** The same for a hook that suspends. */
export const suspending = <A, Data>(
  options: UseQueryOptions<A, ClientError>,
  own: SuspenseOptions<A, Data> | undefined,
): UseSuspenseQueryOptions<A, ClientError, Data> =>
  ({ ...options, ...own }) as UseSuspenseQueryOptions<A, ClientError, Data>
