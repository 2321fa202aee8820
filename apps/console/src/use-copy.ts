import { useToast } from './toast.tsx'

/** Puts a text on the clipboard, and says so. */
export const useCopy = (): ((text: string, name: string) => Promise<void>) => {
  const say = useToast()
  return async (text, name) => {
    try {
      await navigator.clipboard.writeText(text)
      say(`Copied: ${name}`)
    } catch {
      say('The browser does not let this page copy')
    }
  }
}
