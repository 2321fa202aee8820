import * as t from 'io-ts'
import { type Codec, codec } from './codec.ts'
import { endpoint } from './endpoint.ts'
import { ExpiresAfter, FileContent, OpenAIFile, OpenAIFilePurpose } from './file.ts'
import { isCompleteUpload, isCreateUpload, isUpload, isUploadPart } from './generated/upload.ts'
import { Int } from './int.ts'
import { nullable } from './nullable.ts'
import { openEnum } from './open-enum.ts'

/** Where an upload in parts stands. */
export const UploadStatus = /* @__PURE__ */ openEnum('UploadStatus', [
  'pending',
  'completed',
  'cancelled',
  'expired',
])
export type UploadStatus = t.TypeOf<typeof UploadStatus>

const upload = () =>
  t.intersection(
    [
      t.type({
        id: t.string,
        object: t.literal('upload'),
        /** In bytes, of the whole file. */
        bytes: Int,
        /** Unix seconds. */
        created_at: Int,
        filename: t.string,
        purpose: OpenAIFilePurpose,
        status: UploadStatus,
        /** Unix seconds; an hour after `created_at`. */
        expires_at: Int,
      }),
      t.partial({
        /** Absent until the upload is completed, but at Azure. */
        file: nullable(OpenAIFile),
      }),
    ],
    'Upload',
  )
/** A file that is uploaded in parts of at most 64 MB, 8 GB in all. */
export interface Upload extends t.TypeOf<ReturnType<typeof upload>> {}
export const Upload: Codec<Upload> = /* @__PURE__ */ codec(upload, isUpload)

const uploadPart = () =>
  t.type(
    {
      /** At Azure it may hold `/` and `=`. */
      id: t.string,
      object: t.literal('upload.part'),
      /** Unix seconds. */
      created_at: Int,
      upload_id: t.string,
    },
    'UploadPart',
  )
/** One part of an upload. */
export interface UploadPart extends t.TypeOf<ReturnType<typeof uploadPart>> {}
export const UploadPart: Codec<UploadPart> = /* @__PURE__ */ codec(uploadPart, isUploadPart)

const createUpload = () =>
  t.intersection(
    [
      t.type({
        filename: t.string,
        purpose: OpenAIFilePurpose,
        /** Size of the whole file. */
        bytes: Int,
        mime_type: t.string,
      }),
      t.partial({ expires_after: ExpiresAfter }),
    ],
    'CreateUpload',
  )
/** What `uploads.create` takes. */
export interface CreateUpload extends t.TypeOf<ReturnType<typeof createUpload>> {}
export const CreateUpload: Codec<CreateUpload> = /* @__PURE__ */ codec(createUpload, isCreateUpload)

const addUploadPart = () => t.type({ data: FileContent }, 'AddUploadPart')
/** What `uploads.addPart` takes. */
export interface AddUploadPart extends t.TypeOf<ReturnType<typeof addUploadPart>> {}
export const AddUploadPart: Codec<AddUploadPart> = /* @__PURE__ */ codec(addUploadPart)

const completeUpload = () =>
  t.intersection(
    [
      t.type({
        /** In the order of the file. */
        part_ids: t.array(t.string),
      }),
      t.partial({
        /** Hexadecimal, of the whole file. */
        md5: t.string,
      }),
    ],
    'CompleteUpload',
  )
/** What `uploads.complete` takes. */
export interface CompleteUpload extends t.TypeOf<ReturnType<typeof completeUpload>> {}
export const CompleteUpload: Codec<CompleteUpload> = /* @__PURE__ */ codec(
  completeUpload,
  isCompleteUpload,
)

/** Files too large for one request: create, add parts in any order, complete with their order. */
export const uploads = {
  create: /* @__PURE__ */ endpoint({
    method: 'POST',
    path: '/uploads',
    body: CreateUpload,
    response: Upload,
  }),
  addPart: /* @__PURE__ */ endpoint({
    method: 'POST',
    path: '/uploads/:id/parts',
    body: AddUploadPart,
    encoding: 'multipart',
    response: UploadPart,
  }),
  complete: /* @__PURE__ */ endpoint({
    method: 'POST',
    path: '/uploads/:id/complete',
    body: CompleteUpload,
    response: Upload,
  }),
  cancel: /* @__PURE__ */ endpoint({
    method: 'POST',
    path: '/uploads/:id/cancel',
    response: Upload,
  }),
}
