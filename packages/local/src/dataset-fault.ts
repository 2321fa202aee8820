/** Thrown for a file that is no dataset, in the words of the API. */
export class DatasetFault extends Error {
  constructor(problem: string) {
    super(`Invalid file format. ${problem}`)
  }
}

/** Throws for a key that a record is not to have. */
export const expectKeys = (record: object, known: readonly string[], where: string): void => {
  for (const key of Object.keys(record)) {
    if (!known.includes(key)) throw new DatasetFault(`${where} contains an extra "${key}".`)
  }
}
