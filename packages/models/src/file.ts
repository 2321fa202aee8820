import * as t from 'io-ts'
import { Bytes } from './bytes.ts'
import { type Codec, codec } from './codec.ts'
import { endpoint } from './endpoint.ts'
import { Int } from './int.ts'
import { listOf } from './list.ts'
import { nullable } from './nullable.ts'
import { openEnum } from './open-enum.ts'

/** What a file is for. The API still lists files of purposes that it no longer takes. */
export const OpenAIFilePurpose = openEnum('OpenAIFilePurpose', [
  'fine-tune',
  'fine-tune-results',
  'assistants',
  'assistants_output',
  'batch',
  'batch_output',
  'vision',
  'user_data',
  'evals',
  'search',
  'answers',
  'classifications',
])
export type OpenAIFilePurpose = t.TypeOf<typeof OpenAIFilePurpose>

/**
 * Where a file stands. `deleted` is met only inside a fine-tune, which keeps listing its files after
 * they are deleted.
 */
export const OpenAIFileStatus = openEnum('OpenAIFileStatus', [
  'uploaded',
  'processed',
  'error',
  'pending',
  'deleting',
  'deleted',
])
export type OpenAIFileStatus = t.TypeOf<typeof OpenAIFileStatus>

const openAIFile = () =>
  t.intersection(
    [
      t.type({
        /** `file-` and 22 or 24 characters at OpenAI; treat it as opaque. */
        id: t.string,
        object: t.literal('file'),
        /** Size in bytes. */
        bytes: Int,
        /** Unix seconds. */
        created_at: Int,
        /** As uploaded: may hold a path; `file` where the upload had no name. */
        filename: t.string,
        purpose: OpenAIFilePurpose,
      }),
      t.partial({
        /** Absent before 2021-04 and in some examples of the API's documentation. */
        status: OpenAIFileStatus,
        /** Always `null` since 2021-04, though the specification says a string. */
        status_details: nullable(t.union([t.string, t.UnknownRecord])),
        /** Unix seconds. */
        expires_at: nullable(Int),
      }),
    ],
    'OpenAIFile',
  )
/** A file that the API keeps: a dataset, or the results of a job. */
export interface OpenAIFile extends t.TypeOf<ReturnType<typeof openAIFile>> {}
export const OpenAIFile: Codec<OpenAIFile> = codec(openAIFile)

/** What an upload needs of a file: a `File` of the platform is one. */
export interface FileContent {
  readonly name: string
  /** In bytes. */
  readonly size: number
  readonly arrayBuffer: () => Promise<ArrayBuffer>
}
const isFileContent = (value: unknown): value is FileContent =>
  typeof value === 'object' &&
  value !== null &&
  'name' in value &&
  typeof value.name === 'string' &&
  'arrayBuffer' in value &&
  typeof value.arrayBuffer === 'function'
export const FileContent: t.Type<FileContent> = /* @__PURE__ */ new t.Type<FileContent>(
  'FileContent',
  isFileContent,
  (value, context) => (isFileContent(value) ? t.success(value) : t.failure(value, context)),
  (file) => file,
)

const uploadFile = () => t.type({ file: FileContent, purpose: OpenAIFilePurpose }, 'UploadFile')
/** What `files.upload` takes. */
export interface UploadFile extends t.TypeOf<ReturnType<typeof uploadFile>> {}
export const UploadFile: Codec<UploadFile> = codec(uploadFile)

const deletedFile = () =>
  t.type({ id: t.string, object: t.literal('file'), deleted: t.boolean }, 'DeletedFile')
/** What deleting a file answers. */
export interface DeletedFile extends t.TypeOf<ReturnType<typeof deletedFile>> {}
export const DeletedFile: Codec<DeletedFile> = codec(deletedFile)

export const files = {
  list: endpoint({
    method: 'GET',
    path: '/files',
    query: /* @__PURE__ */ t.partial({ purpose: t.string }, 'ListFiles'),
    response: listOf(OpenAIFile),
  }),
  upload: endpoint({
    method: 'POST',
    path: '/files',
    body: UploadFile,
    encoding: 'multipart',
    response: OpenAIFile,
  }),
  retrieve: endpoint({ method: 'GET', path: '/files/:id', response: OpenAIFile }),
  /** The bytes of a file, sent as `application/octet-stream` though the specification says JSON. */
  content: endpoint({ method: 'GET', path: '/files/:id/content', response: Bytes }),
  delete: endpoint({ method: 'DELETE', path: '/files/:id', response: DeletedFile }),
}
