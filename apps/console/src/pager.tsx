import { plural } from './number.ts'

/** Which page of a list is shown, and the way to the others. */
export const Pager = ({
  page,
  pages,
  total,
  onPage,
}: {
  readonly page: number
  readonly pages: number
  readonly total: number
  readonly onPage: (page: number) => void
}) => (
  <nav className="pager" aria-label="Pages">
    <span className="muted" aria-live="polite">
      {plural(total, 'job')}
      {pages > 1 && `, page ${page} of ${pages}`}
    </span>
    {pages > 1 && (
      <span className="pager-buttons">
        <button
          type="button"
          className="button small"
          disabled={page === 1}
          onClick={() => onPage(page - 1)}
        >
          Previous
        </button>
        <button
          type="button"
          className="button small"
          disabled={page === pages}
          onClick={() => onPage(page + 1)}
        >
          Next
        </button>
      </span>
    )}
  </nav>
)
