import type { LocalApi } from '@finetune/local'

/** The connection to no server at all: this page answers itself. */
export const IN_PAGE = 'page'

let opened: Promise<LocalApi> | undefined

/** What did not come may come when it is asked for again. */
const open = (): Promise<LocalApi> => {
  opened ??= import('@finetune/local')
    .then(({ createLocalApi }) => createLocalApi())
    .catch((error) => {
      opened = undefined
      throw error
    })
  return opened
}

/** Answers by an API in this page, which comes and begins when it is first asked. */
export const pageFetch: LocalApi['fetch'] = async (input, init) => (await open()).fetch(input, init)
