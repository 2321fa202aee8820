/** Thrown for a file that is no dataset, in the words of the API. */
export class DatasetFault extends Error {
  constructor(problem: string) {
    super(`Invalid file format. ${problem}`)
  }
}
