import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'
import { requestsOf } from './requests.ts'

const BIN = fileURLToPath(new URL('../src/bin.ts', import.meta.url))

const COMMAND = ['--conditions=@finetune/source', '--no-warnings', BIN]
const STDIO: ['ignore', 'pipe', 'pipe'] = ['ignore', 'pipe', 'pipe']

/** Runs the command, from its source, with these arguments. */
export const run = (...args: readonly string[]): ChildProcess =>
  spawn(process.execPath, [...COMMAND, ...args], { stdio: STDIO })

/** Why no disk can be made here; nothing where one can. */
export const noDisk =
  spawnSync('unshare', ['--map-root-user', '--mount', 'true']).status === 0
    ? undefined
    : 'This system lets nobody mount a disk of their own.'

/** Runs the command where a folder is a disk that only it sees, after a script that readies it. */
export const runOnDisk = (folder: string, script: string, ...args: readonly string[]) => {
  const shell = `mount -t tmpfs -o size=16m tmpfs '${folder}' && ${script} && exec "$@"`
  const command = ['sh', '-c', shell, 'sh', process.execPath, ...COMMAND, ...args]
  return spawn('unshare', ['--map-root-user', '--mount', ...command], { stdio: STDIO })
}

/** All that a process writes, and how it ends. */
export const outputOf = async (child: ChildProcess) => {
  let [stdout, stderr] = ['', '']
  child.stdout?.on('data', (chunk) => {
    stdout += chunk
  })
  child.stderr?.on('data', (chunk) => {
    stderr += chunk
  })
  const [code, signal] = await once(child, 'close')
  return { stdout, stderr, code, signal }
}

/** Starts a server on any port and waits until it has said where it is. It does not outlive the test. */
export const startServer = (...args: readonly string[]) => started(run('--port', '0', ...args))

/** Waits until a server has said where it is. It does not outlive the test. */
export const started = async (child: ChildProcess) => {
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  const output = outputOf(child)
  const said = child.stdout ? once(child.stdout, 'data') : output
  const first = await Promise.race([said, output])
  if (!Array.isArray(first)) throw new Error(first.stderr)
  const baseURL = String(first[0]).trim()
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal)
    return output
  }
  return { ...requestsOf(fetch, baseURL), baseURL, pid: child.pid, end }
}
