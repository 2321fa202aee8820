import * as t from 'io-ts'

const Asked = t.record(t.string, t.unknown)
export interface Asked extends t.TypeOf<typeof Asked> {}

const keyOf = (id: string): string => `finetune.asked.${id}`

/** Keeps what a job was asked for in this browser: the API tells only what became of it. */
export const rememberAsked = (id: string, asked: object): void => {
  try {
    localStorage.setItem(keyOf(id), JSON.stringify(asked))
  } catch {
    // A full store costs a column of a table.
  }
}

/** What a job that was started in this browser was asked for. */
export const askedOf = (id: string): Asked | undefined => {
  try {
    const decoded = Asked.decode(JSON.parse(localStorage.getItem(keyOf(id)) ?? 'null'))
    return decoded._tag === 'Right' ? decoded.right : undefined
  } catch {
    return undefined
  }
}
