import type { ClientOptions } from './client.ts'

/**
 * Options from the environment variables of the official clients, which are read from where you say:
 * `fromEnv(process.env)`, or the `env` of a Worker.
 */
export const fromEnv = (env: Readonly<Record<string, string | undefined>>): ClientOptions => ({
  ...(env.OPENAI_API_KEY && { apiKey: env.OPENAI_API_KEY }),
  ...(env.OPENAI_BASE_URL && { baseURL: env.OPENAI_BASE_URL }),
  ...(env.OPENAI_ORG_ID && { organization: env.OPENAI_ORG_ID }),
  ...(env.OPENAI_PROJECT_ID && { project: env.OPENAI_PROJECT_ID }),
})
