// Finds a Chromium for the browser tests; as a script, installs Debian's where that is possible.
import { execFileSync } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { pathToFileURL } from 'node:url'

const CANDIDATES: Partial<Record<NodeJS.Platform, string[]>> = {
  linux: [
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome-stable',
    '/usr/bin/google-chrome',
    '/snap/bin/chromium',
  ],
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  ],
  win32: [
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
    'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
  ],
}

/** Flags for a run without a display, a network or an unprivileged user. */
export const CHROMIUM_ARGS: string[] = [
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-quic',
  '--disable-sync',
  '--no-first-run',
]

function runs(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** The path of an installed Chromium, or undefined. */
export function findChromium(): string | undefined {
  const asked = process.env.CHROMIUM_PATH
  if (asked) {
    if (!runs(asked)) throw new Error(`CHROMIUM_PATH=${asked} is not an executable file`)
    return asked
  }
  return (CANDIDATES[process.platform] ?? []).find(runs)
}

function install(): void {
  if (process.platform !== 'linux' || process.getuid?.() !== 0 || !runs('/usr/bin/apt-get')) return
  console.error('No Chromium found: installing it with apt-get.')
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const apt = (...args: string[]) =>
    execFileSync('apt-get', ['-qq', ...args], { stdio: ['ignore', 2, 2], env })
  apt('update')
  apt('install', '-y', '--no-install-recommends', 'chromium')
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  if (!findChromium()) install()
  const path = findChromium()
  if (path) console.error(`Chromium: ${path}`)
  else if (process.env.CI) {
    console.error('No Chromium found. Install one or set CHROMIUM_PATH.')
    process.exit(1)
  } else
    console.error(
      'No Chromium found: THE BROWSER TESTS WILL NOT RUN. Install Chrome or set CHROMIUM_PATH.',
    )
}
