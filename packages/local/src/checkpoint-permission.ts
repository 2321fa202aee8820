import { CheckpointPermission, type checkpointPermissions } from '@finetune/models'
import { checkRange, checkWord } from './check.ts'
import { type Clock, unixSeconds } from './clock.ts'
import { createRandomText } from './id.ts'
import type { Models } from './model.ts'
import { pageOf } from './page.ts'
import { Refusal, unknownModel } from './refusal.ts'
import type { Handlers } from './serve.ts'
import type { Store } from './store.ts'

export const permissionTable = `
  CREATE TABLE checkpoint_permission (
    position INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    checkpoint TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    project_id TEXT NOT NULL,
    UNIQUE (checkpoint, project_id)
  ) STRICT`

const COLUMNS = "id, 'checkpoint.permission' AS object, created_at, project_id"
const PAGE = 10
const LONGEST_PAGE = 100

/** Who may use a checkpoint; kept and told, while this server has one project and asks no key. */
export const checkpointPermissionHandlers = (
  store: Store,
  clock: Clock,
  models: Models,
): Handlers<typeof checkpointPermissions> => {
  const rows = (rest: string, ...values: (string | number)[]): readonly CheckpointPermission[] =>
    store.all(
      CheckpointPermission,
      `SELECT ${COLUMNS} FROM checkpoint_permission ${rest}`,
      ...values,
    )
  const find = (checkpoint: string, id: string, param: string): CheckpointPermission => {
    const [found] = rows('WHERE checkpoint = ? AND id = ?', checkpoint, id)
    if (found) return found
    throw new Refusal(404, `No such permission: ${id}`, { param })
  }
  const checkModel = (id: string): void => {
    if (!models.findTuned(id)) throw unknownModel(id)
  }
  /** A project that has its permission already keeps it. */
  const allow = (checkpoint: string, project: string): void => {
    store.run(
      `INSERT OR IGNORE INTO checkpoint_permission (id, checkpoint, created_at, project_id)
       VALUES (?, ?, ?, ?)`,
      ...[`cp_${createRandomText(24)}`, checkpoint, unixSeconds(clock), project],
    )
  }

  return {
    create: ({ checkpoint, body: { project_ids } }) => {
      checkModel(checkpoint)
      if (project_ids.length === 0) {
        throw new Refusal(400, "[] is too short - 'project_ids'", { param: 'project_ids' })
      }
      store.transaction(() => {
        for (const project of project_ids) allow(checkpoint, project)
      })
      const made = project_ids.flatMap((project) =>
        rows('WHERE checkpoint = ? AND project_id = ?', checkpoint, project),
      )
      return pageOf(made, made.length)
    },
    list: ({ checkpoint, query = {} }) => {
      checkModel(checkpoint)
      const { project_id = '', after, limit = PAGE, order = 'descending' } = query
      checkWord('order', order, ['ascending', 'descending'])
      checkRange('limit', limit, 1, LONGEST_PAGE)
      if (after !== undefined) find(checkpoint, after, 'after')
      const [sign, direction] = order === 'ascending' ? ['>', 'ASC'] : ['<', 'DESC']
      const cursor = '(SELECT position FROM checkpoint_permission WHERE id = ?2)'
      const listed = rows(
        `WHERE checkpoint = ?1 AND (?2 = '' OR position ${sign} ${cursor})
         AND (?3 = '' OR project_id = ?3) ORDER BY position ${direction} LIMIT ?4`,
        ...[checkpoint, after ?? '', project_id, limit + 1],
      )
      return pageOf(listed, limit)
    },
    delete: ({ checkpoint, id }) => {
      checkModel(checkpoint)
      find(checkpoint, id, 'id')
      store.run('DELETE FROM checkpoint_permission WHERE id = ?', id)
      return { id, object: 'checkpoint.permission', deleted: true }
    },
  }
}
