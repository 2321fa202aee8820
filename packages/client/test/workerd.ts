import { cases } from './portable-cases.ts'

/** A Worker that runs the case named in its query. */
const worker = {
  async fetch(request: Request): Promise<Response> {
    const { searchParams } = new URL(request.url)
    const name = searchParams.get('name') ?? ''
    const runtime = { agent: navigator.userAgent, process: typeof process, buffer: typeof Buffer }
    try {
      await cases[name]?.({ api: searchParams.get('api') ?? '' })
      return Response.json({ name, ...runtime })
    } catch (error) {
      return Response.json({ name, ...runtime, error: String(error) })
    }
  },
}
export default worker
