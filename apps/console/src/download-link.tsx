import { bindPromise, files } from '@finetune/client'
import type { OpenAIFile } from '@finetune/models'
import { useClient } from '@finetune/react'
import type { MouseEvent } from 'react'
import { useConnectionChoice } from './connection-provider.tsx'

/** Lets the browser save a file. It works where the server needs no key from the page. */
export const DownloadLink = ({ file }: { readonly file: OpenAIFile }) => {
  const client = useClient()
  const { isInPage } = useConnectionChoice()
  const name = file.filename.split('/').at(-1) ?? file.filename
  /** No address leads to a file of this page before it has been read. */
  const read = async (event: MouseEvent) => {
    event.preventDefault()
    const content = await bindPromise(client, { files }).files.content({ id: file.id })
    save(content, name)
  }
  return (
    <a
      href={`${client.baseURL}/files/${encodeURIComponent(file.id)}/content`}
      download={name}
      {...(isInPage && { onClick: read })}
    >
      Download<span className="hidden"> {name}</span>
    </a>
  )
}

const save = (content: Uint8Array, name: string): void => {
  const url = URL.createObjectURL(new Blob([new Uint8Array(content)]))
  const link = Object.assign(document.createElement('a'), { href: url, download: name })
  link.click()
  URL.revokeObjectURL(url)
}
