const whole = new Intl.NumberFormat('en')
const one = new Intl.NumberFormat('en', { maximumFractionDigits: 1 })
/** Does not break the line between a number and its unit. */
const SPACE = '\u00a0'

/** `1,600` */
export const count = (value: number): string => whole.format(value)

/** `1 example`, `1,600 examples` */
export const plural = (value: number, noun: string): string =>
  `${count(value)} ${noun}${value === 1 ? '' : 's'}`

/** `48.6 kB` */
export const bytes = (value: number): string =>
  value < 1000
    ? plural(value, 'byte')
    : value < 1e6
      ? `${one.format(value / 1e3)}${SPACE}kB`
      : `${one.format(value / 1e6)}${SPACE}MB`

/** `84.5 %`, of a share from 0 to 1 */
export const percent = (share: number, digits = 0): string =>
  `${(share * 100).toFixed(digits)}${SPACE}%`

/** `42 s`, `3 min 5 s`, `2 h 10 min` */
export const duration = (seconds: number): string => {
  const whole = Math.round(seconds)
  if (whole < 60) return `${whole}${SPACE}s`
  const minutes = Math.floor(whole / 60)
  return minutes < 60
    ? `${minutes}${SPACE}min ${whole % 60}${SPACE}s`
    : `${count(Math.floor(minutes / 60))}${SPACE}h ${minutes % 60}${SPACE}min`
}
