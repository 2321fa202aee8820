import { type Model, parseFineTunedModel } from '@finetune/models'
import { useDeleteModel, useModels } from '@finetune/react'
import { useState } from 'react'
import { Link } from 'wouter'
import { Confirm } from './confirm.tsx'
import { ErrorMessage } from './error-message.tsx'
import { isTuned } from './model-options.tsx'
import { Screen } from './screen.tsx'
import { Ago } from './timestamp.tsx'
import { useToast } from './toast.tsx'

export const ModelScreen = () => {
  const { data: list, error, isPending, refetch } = useModels()
  const [asks, setAsks] = useState<string>()
  const remove = useDeleteModel()
  const say = useToast()
  const tuned = list?.data.filter(isTuned).toSorted((a, b) => b.created - a.created) ?? []
  const base = list?.data.filter((model) => !isTuned(model)) ?? []
  return (
    <Screen title="Models" lead="What can be asked: your own models, and those they came from.">
      {error && <ErrorMessage what="The models did not load." error={error} retry={refetch} />}
      {remove.error && <ErrorMessage what="It was not deleted." error={remove.error} />}
      {isPending && <p className="loading">Loading…</p>}
      {list && (
        <section>
          <h2>Fine-tuned</h2>
          {tuned.length === 0 ? (
            <p className="muted none">None yet: a job that succeeds makes one.</p>
          ) : (
            <ModelTable models={tuned} onDelete={setAsks} />
          )}
        </section>
      )}
      {base.length > 0 && (
        <section>
          <h2>Base</h2>
          <ModelTable models={base} />
        </section>
      )}
      <Confirm
        title="Delete the model?"
        action="Delete the model"
        open={asks !== undefined}
        onOpenChange={() => setAsks(undefined)}
        onConfirm={() =>
          asks !== undefined &&
          remove.mutate({ model: asks }, { onSuccess: () => say('The model is deleted') })
        }
      >
        Nobody can ask {asks} any more. The job that made it stays.
      </Confirm>
    </Screen>
  )
}

const ModelTable = ({
  models,
  onDelete,
}: {
  readonly models: readonly Model[]
  readonly onDelete?: (id: string) => void
}) => (
  <table className="list">
    <thead>
      <tr>
        <th scope="col">Name</th>
        <th scope="col">From</th>
        <th scope="col">Created</th>
        <th scope="col">
          <span className="hidden">Actions</span>
        </th>
      </tr>
    </thead>
    <tbody>
      {models.map(({ id, created, owned_by }) => (
        <tr key={id}>
          <th scope="row">
            <span className="name">{id}</span>
          </th>
          <td data-label="From">{parseFineTunedModel(id)?.base ?? owned_by}</td>
          <td data-label="Created">{created > 0 ? <Ago seconds={created} /> : '–'}</td>
          <td className="end">
            <Link href={`/playground?${new URLSearchParams({ model: id })}`}>
              Try<span className="hidden"> {id}</span>
            </Link>
            {onDelete && (
              <button type="button" className="link danger" onClick={() => onDelete(id)}>
                Delete<span className="hidden"> {id}</span>
              </button>
            )}
          </td>
        </tr>
      ))}
    </tbody>
  </table>
)
