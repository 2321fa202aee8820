/** Cuts secrets out of what a server says. */
export type Hide = (words: string) => string

/** Shorter ones are no secrets, and would take words apart. */
const LEAST_LENGTH = 8

/** Finds secrets as they are, in other letters, in base64 and as parts of an address. */
export const hider = (secrets: readonly (string | undefined)[]): Hide => {
  const known = secrets.filter((secret = '') => secret.length >= LEAST_LENGTH) as string[]
  return (words) => {
    let said = words
    for (const secret of known) {
      for (const form of [secret, encodeURIComponent(secret), btoa(secret)]) {
        said = said.replaceAll(new RegExp(form.replaceAll(/[^\w]/g, '\\$&'), 'gi'), '[key]')
      }
    }
    return said
  }
}

/** Names of headers and parameters whose values are secrets. */
export const isSecret = (name: string): boolean => /key|token|secret|auth|cookie|sig/i.test(name)
