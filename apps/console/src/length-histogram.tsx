import { SHORTEST } from './dataset-check.ts'
import { bytes, count, plural } from './number.ts'

const [WIDTH, HEIGHT] = [320, 64]

/** How long the examples are, by powers of two. */
export const LengthHistogram = ({ lengths }: { readonly lengths: readonly number[] }) => {
  const most = Math.max(...lengths, 1)
  const width = WIDTH / lengths.length
  const text = lengths
    .map((examples, bin) => `${plural(examples, 'example')} below ${bytes(SHORTEST * 2 ** bin)}`)
    .join(', ')
  return (
    <figure className="histogram">
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`Lengths: ${text}`}
      >
        {lengths.map((examples, bin) => {
          const height = examples === 0 ? 0 : Math.max(2, (examples / most) * (HEIGHT - 4))
          return (
            <rect
              // biome-ignore lint/suspicious/noArrayIndexKey: a bin is its place
              key={bin}
              x={bin * width + 1}
              y={HEIGHT - height}
              width={width - 2}
              height={height}
            >
              <title>{`${count(examples)} below ${bytes(SHORTEST * 2 ** bin)}`}</title>
            </rect>
          )
        })}
      </svg>
      <figcaption className="muted">
        <span>Length</span>
        <span>below {bytes(SHORTEST * 2 ** (lengths.length - 1))}</span>
      </figcaption>
    </figure>
  )
}
