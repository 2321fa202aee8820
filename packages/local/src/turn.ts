/**
 * Lets what else waits on this thread have its turn. A page in the background slows timers down, and
 * messages it does not.
 */
export const othersTurn = (): Promise<void> =>
  new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => {
      port1.close()
      resolve()
    }
    port2.postMessage(undefined)
  })
