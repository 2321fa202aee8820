import * as t from 'io-ts'
import { Bytes } from './bytes.ts'
import { type Codec, codec } from './codec.ts'
import { endpoint } from './endpoint.ts'
import { isDeletedFile, isExpiresAfter, isOpenAIFile } from './generated/file.ts'
import { Int } from './int.ts'
import { listOf } from './list.ts'
import { nullable } from './nullable.ts'
import { openEnum } from './open-enum.ts'
import { QueryInt } from './query.ts'

/** What a file is for. Purposes of endpoints that are gone, such as `search`, are still listed. */
export const OpenAIFilePurpose = /* @__PURE__ */ openEnum('OpenAIFilePurpose', [
  'fine-tune',
  'fine-tune-results',
  'assistants',
  'assistants_output',
  'batch',
  'batch_output',
  'vision',
  'user_data',
  'evals',
])
export type OpenAIFilePurpose = t.TypeOf<typeof OpenAIFilePurpose>

/**
 * Where a file stands. `deleted` is met only inside a fine-tune, which keeps listing its files after
 * they are deleted.
 */
export const OpenAIFileStatus = /* @__PURE__ */ openEnum('OpenAIFileStatus', [
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
        status_details: nullable(t.string),
        /** Unix seconds. */
        expires_at: nullable(Int),
      }),
    ],
    'OpenAIFile',
  )
/** A file that the API keeps: a dataset, or the results of a job. */
export interface OpenAIFile extends t.TypeOf<ReturnType<typeof openAIFile>> {}
export const OpenAIFile: Codec<OpenAIFile> = /* @__PURE__ */ codec(openAIFile, isOpenAIFile)

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

const expiresAfter = () =>
  t.type(
    {
      anchor: openEnum('ExpiryAnchor', ['created_at']),
      /** 3,600 to 2,592,000. */
      seconds: Int,
    },
    'ExpiresAfter',
  )
/** When a file is deleted by itself. Azure requires it. */
export interface ExpiresAfter extends t.TypeOf<ReturnType<typeof expiresAfter>> {}
export const ExpiresAfter: Codec<ExpiresAfter> = /* @__PURE__ */ codec(expiresAfter, isExpiresAfter)

const uploadFile = () =>
  t.intersection(
    [
      t.type({ file: FileContent, purpose: OpenAIFilePurpose }),
      t.partial({ expires_after: ExpiresAfter }),
    ],
    'UploadFile',
  )
/** What `files.upload` takes. */
export interface UploadFile extends t.TypeOf<ReturnType<typeof uploadFile>> {}
export const UploadFile: Codec<UploadFile> = /* @__PURE__ */ codec(uploadFile)

const deletedFile = () =>
  t.type({ id: t.string, object: t.literal('file'), deleted: t.boolean }, 'DeletedFile')
/** What deleting a file answers. */
export interface DeletedFile extends t.TypeOf<ReturnType<typeof deletedFile>> {}
export const DeletedFile: Codec<DeletedFile> = /* @__PURE__ */ codec(deletedFile, isDeletedFile)

/** Datasets and results, and their content. Lists are newest first, up to 10,000 files a page. */
export const files = {
  list: /* @__PURE__ */ endpoint({
    method: 'GET',
    path: '/files',
    query: /* @__PURE__ */ t.partial(
      {
        purpose: t.string,
        /** The id of the last file of the page before. */
        after: t.string,
        /** 1 to 10,000, which is taken where absent. */
        limit: QueryInt,
        /** By time of creation; newest first where absent. */
        order: /* @__PURE__ */ openEnum('FileOrder', ['asc', 'desc']),
      },
      'ListFiles',
    ),
    response: /* @__PURE__ */ listOf(OpenAIFile),
  }),
  upload: /* @__PURE__ */ endpoint({
    method: 'POST',
    path: '/files',
    body: UploadFile,
    encoding: 'multipart',
    response: OpenAIFile,
  }),
  retrieve: /* @__PURE__ */ endpoint({ method: 'GET', path: '/files/:id', response: OpenAIFile }),
  /** The bytes of a file, sent as `application/octet-stream` though the specification says JSON. */
  content: /* @__PURE__ */ endpoint({ method: 'GET', path: '/files/:id/content', response: Bytes }),
  delete: /* @__PURE__ */ endpoint({ method: 'DELETE', path: '/files/:id', response: DeletedFile }),
}
