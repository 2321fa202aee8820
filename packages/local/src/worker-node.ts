import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads'
import { train } from './train.ts'

const port = parentPort
if (!port) throw new Error('This file is run as a worker thread.')

await train(workerData, {
  send: (message, buffers) => port.postMessage(message, buffers),
  told: () => receiveMessageOnPort(port)?.message,
})
