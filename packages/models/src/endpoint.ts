import type * as t from 'io-ts'

/**
 * One HTTP operation, described and not performed. The client calls it, the local server serves
 * it, the hooks cache it: three interpreters of the same value.
 */
export interface Endpoint {
  readonly method: 'GET' | 'POST' | 'DELETE'
  /** Path below the base URL; `:name` is one segment. */
  readonly path: `/${string}`
  readonly query?: t.Mixed
  readonly body?: t.Mixed
  /** How the body travels: JSON unless said otherwise. */
  readonly encoding?: 'multipart'
  /** The decoded answer; `Bytes` takes the answer as it comes. */
  readonly response: t.Mixed
  /**
   * One server-sent event, for an endpoint that streams when asked with `stream: true`: in its body,
   * or in the query of one that has none.
   */
  readonly event?: t.Mixed
}

/** Describes an endpoint, keeping the literal types of its method and path. */
// @__NO_SIDE_EFFECTS__
export const endpoint = <const E extends Endpoint>(description: E): E => description

type ParamsOf<Path extends string> = Path extends `${string}/:${infer Name}/${infer Rest}`
  ? { readonly [K in Name]: string } & ParamsOf<`/${Rest}`>
  : Path extends `${string}/:${infer Name}`
    ? { readonly [K in Name]: string }
    : unknown

/** What calling an endpoint takes: its path parameters by name, `query` and `body`. */
export type InputOf<E extends Endpoint> = ParamsOf<E['path']> &
  (E extends { query: infer Q extends t.Mixed } ? { readonly query?: t.TypeOf<Q> } : unknown) &
  (E extends { body: infer B extends t.Mixed } ? { readonly body: t.TypeOf<B> } : unknown)

/** What an endpoint answers, decoded. */
export type OutputOf<E extends Endpoint> = t.TypeOf<E['response']>

/** One event of an endpoint that streams, decoded. */
export type EventOf<E extends Endpoint> = E extends { event: infer C extends t.Mixed }
  ? t.TypeOf<C>
  : never
