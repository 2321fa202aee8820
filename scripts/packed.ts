import { execFileSync } from 'node:child_process'
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  symlinkSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const packages = fileURLToPath(new URL('../packages/', import.meta.url))

/**
 * A folder outside the workspace with packages of ours installed from their packed tarballs, as npm
 * would: only what is published is there. Their dependencies are those of the workspace.
 */
export const installPacked = (...names: readonly string[]): string => {
  const folder = mkdtempSync(join(tmpdir(), 'finetune-packed-'))
  for (const name of names) {
    const home = join(packages, name)
    const tarballs = join(folder, 'tarballs', name)
    const target = join(folder, 'node_modules', '@finetune', name)
    mkdirSync(tarballs, { recursive: true })
    mkdirSync(target, { recursive: true })
    execFileSync('pnpm', ['pack', '--pack-destination', tarballs], { cwd: home, stdio: 'ignore' })
    const [tarball = ''] = readdirSync(tarballs)
    execFileSync('tar', ['-xzf', join(tarballs, tarball), '-C', target, '--strip-components=1'])

    const manifest = JSON.parse(readFileSync(join(target, 'package.json'), 'utf8'))
    const dependencies = { ...manifest.dependencies, ...manifest.peerDependencies }
    for (const dependency of Object.keys(dependencies)) {
      if (dependency.startsWith('@finetune/')) continue
      const link = join(target, 'node_modules', dependency)
      mkdirSync(dirname(link), { recursive: true })
      symlinkSync(realpathSync(join(home, 'node_modules', dependency)), link)
    }
  }
  return folder
}

/** Runs an ES module in plain Node.js, below a folder, and answers what it prints. */
export const runModule = (folder: string, source: string): string =>
  execFileSync(process.execPath, ['--input-type=module', '--eval', source], {
    cwd: folder,
    encoding: 'utf8',
    env: { PATH: process.env.PATH },
  })
