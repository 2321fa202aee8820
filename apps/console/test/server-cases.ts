import { expect } from 'vitest'
import type { Case } from './visit.ts'

/** How the page is served. */
export const serverCases: Readonly<Record<string, Case>> = {
  'the page comes with a strict content security policy': async ({ url }) => {
    const response = await fetch(url)
    const policy = response.headers.get('content-security-policy')
    expect(policy).toContain("default-src 'self'")
    expect(policy).not.toMatch(/'unsafe/)
    // Cloudflare sends the same, which takes its headers from this file.
    expect(await (await fetch(new URL('/_headers', url))).text()).toContain(
      `Content-Security-Policy: ${policy}\n`,
    )
    expect(response.headers.get('cache-control')).toBe('no-cache')
    const script = (await response.text()).match(/src="(\/assets\/[^"]+)"/)?.[1] ?? ''
    const asset = await fetch(new URL(script, url))
    expect(asset.headers.get('content-type')).toMatch(/javascript/)
    expect(asset.headers.get('cache-control')).toContain('immutable')
    expect((await fetch(new URL('/fine-tunes/any', url))).status).toBe(200)
    expect((await fetch(new URL('/assets/none.js', url))).status).toBe(404)
  },

  'a page of another name or another site gets nothing': async ({ url }) => {
    const address = (path: string) => new URL(path, url)
    for (const path of ['/', '/v1/models', '/remote/v1/models', '/console/connections']) {
      const headers = { origin: 'https://evil.example' }
      expect((await fetch(address(path), { headers })).status).toBe(403)
      expect((await fetch(address(path))).status).toBe(200)
    }
  },
}
