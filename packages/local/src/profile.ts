import { azure } from './profile-azure.ts'
import { together } from './profile-together.ts'

/**
 * Whose dialect an API speaks: OpenAI's own, that of Azure OpenAI's dated API below `/openai`, or that
 * of Together on the path of the legacy API.
 */
export type ProfileName = 'openai' | 'azure' | 'together-legacy-path'

/** Answers a request. */
export type Answer = (request: Request) => Promise<Response>

/** How a dialect differs from OpenAI's. */
export interface Profile {
  /** Where every path begins. */
  readonly basePath: string
  /** Translates what comes in and what goes out of an API that speaks as OpenAI's does. */
  readonly translate: (answer: Answer) => Answer
}

export const profiles: Readonly<Record<ProfileName, Profile>> = {
  openai: { basePath: '/v1', translate: (answer) => answer },
  azure,
  'together-legacy-path': together,
}

export const isProfileName = (name: string): name is ProfileName => Object.hasOwn(profiles, name)
