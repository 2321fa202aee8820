import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Builds the page. */
export const buildPage = (): void => {
  execFileSync(
    process.execPath,
    ['node_modules/vite/bin/vite.js', 'build', '--configLoader', 'native', '--logLevel', 'warn'],
    { cwd: root, stdio: 'inherit', env: { ...process.env, NODE_ENV: 'production' } },
  )
}

/** A console that runs, and can be run again on the same port. */
export interface Site {
  readonly url: string
  readonly child: ChildProcess
  readonly lines: readonly string[]
  /** What it complained of. */
  readonly complaints: readonly string[]
  readonly kill: () => Promise<void>
}

/** Runs `start.mjs` as people do, but from the sources of the packages. */
export const startSite = async (
  data: string,
  env: Readonly<Record<string, string>> = {},
  port = '0',
): Promise<Site> => {
  const child = spawn(
    process.execPath,
    ['--conditions=@finetune/source', 'start.mjs', '--data', data],
    {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, OPENAI_API_KEY: '', OPENAI_BASE_URL: '', ...env, PORT: port },
    },
  )
  const lines: string[] = []
  const complaints: string[] = []
  createInterface(child.stderr).on('line', (line) => complaints.push(line))
  const output = createInterface(child.stdout).on('line', (line) => lines.push(line))
  await Promise.race([once(output, 'line'), once(child, 'exit')])
  return {
    url: lines[0]?.match(/http:\S+/)?.[0] ?? '',
    child,
    lines,
    complaints,
    kill: async () => {
      const gone = once(child, 'exit')
      child.kill('SIGKILL')
      await gone
    },
  }
}
