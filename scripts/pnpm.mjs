// Runs the pinned pnpm on a new enough Node.js: node scripts/pnpm.mjs <arguments of pnpm>
//
// This is what `npm start` and `npm test` go through, so that npm and any Node.js from 18 on are all
// a machine needs: pnpm, and a newer Node.js where the machine's own is too old for the tools, come
// from the npm registry into npm's cache. It runs before anything is installed: no dependencies.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** The Node.js to fetch when the one at hand is too old. */
const NODE = '26.10.0'

/** @param {string} file */
const read = (file) => JSON.parse(readFileSync(new URL(file, import.meta.url), 'utf8'))

const manifest = read('../package.json')
const packages = [manifest.packageManager]

/** @param {string} version */
const rank = (version) => {
  const [major = 0, minor = 0] = (version.match(/\d+/g) ?? []).map(Number)
  return major * 1000 + minor
}

if (rank(process.version) < rank(manifest.engines.node)) {
  const platform = `${process.platform}-${process.arch}`
  /** The npm packages that hold nothing but the official Node.js binary of a platform.
   * @type {Record<string, string | undefined>} */
  const nodePackages = read('./node-packages.json')
  const name = nodePackages[platform]
  if (!name) {
    console.error(
      `This needs Node.js ${manifest.engines.node}, found ${process.version} on ${platform}.`,
    )
    process.exit(1)
  }
  console.error(
    `Node.js ${process.version} is older than ${manifest.engines.node}: using Node.js ${NODE} from npm.`,
  )
  packages.push(`${name}@${NODE}`)
}

const flags = ['--yes', '--prefer-offline', ...packages.map((name) => `--package=${name}`)]
const args = ['exec', ...flags, '--', 'pnpm', ...process.argv.slice(2)]
const env = { DO_NOT_TRACK: '1', ...process.env }
const npm = process.env.npm_execpath
const child = npm?.endsWith('npm-cli.js')
  ? spawnSync(process.execPath, [npm, ...args], { stdio: 'inherit', env })
  : spawnSync('npm', args, { stdio: 'inherit', env, shell: process.platform === 'win32' })
if (child.error) console.error(child.error.message)
process.exit(child.status ?? 1)
