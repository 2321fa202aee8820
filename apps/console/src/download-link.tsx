import type { OpenAIFile } from '@finetune/models'
import { useClient } from '@finetune/react'

/** Lets the browser save a file. It works where the server needs no key from the page. */
export const DownloadLink = ({ file }: { readonly file: OpenAIFile }) => {
  const { baseURL } = useClient()
  const name = file.filename.split('/').at(-1) ?? file.filename
  return (
    <a href={`${baseURL}/files/${encodeURIComponent(file.id)}/content`} download={name}>
      Download<span className="hidden"> {name}</span>
    </a>
  )
}
