import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'
import { requestsOf } from './requests.ts'

const BIN = fileURLToPath(new URL('../src/bin.ts', import.meta.url))

/** Runs the command, from its source, with these arguments. */
export const run = (...args: readonly string[]): ChildProcess =>
  spawn(process.execPath, ['--conditions=@finetune/source', '--no-warnings', BIN, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })

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
export const startServer = async (...args: readonly string[]) => {
  const child = run('--port', '0', ...args)
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
