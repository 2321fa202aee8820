// Writes tickets.train.jsonl and tickets.validation.jsonl next to this file:
//
//   node generate.mjs
//
// A message is a phrasing with its slots filled, an opener and a closer, and then what hurried
// people do to it: lower case, lost punctuation, a slip of the keys. Everything comes from one
// seeded generator, so the two files are the same bytes on every run and every machine.
import { writeFileSync } from 'node:fs'

const SEED = 1347
const TRAIN = 400
const VALIDATION = 100
const MAX_BYTES = 140

// `{a|b}` picks one; `ORDER` becomes a way to name the order, `ID` its bare number.
const phrasings = {
  refund: [
    'I want my money back for ORDER',
    'please refund ORDER, it arrived {broken|damaged|smashed|in pieces}',
    'how do I get a refund for ORDER?',
    'ORDER was {damaged|faulty|rubbish}, refund me',
    'I was charged twice for ORDER, please {pay one back|refund one}',
    'still waiting for my refund on ORDER',
    "I'm not happy with ORDER and would like my money back",
    'can you {return|give back} the payment for ORDER',
    'I sent ORDER back {2 weeks|10 days|a month} ago, where is my refund?',
    'ORDER is not what I {paid for|expected}, I want a refund',
    'you owe me {12|20|35|48} euros for ORDER',
    'half of ORDER was missing, {refund that part|money back please}',
    'refund for ORDER has not {reached my bank|shown up} yet',
    'the {lamp|kettle|charger|toaster} in ORDER never worked, I want a refund',
    'is ORDER eligible for a refund?',
    'ID stopped working after {2|3|5} days. money back?',
  ],
  track: [
    'where is ORDER?',
    'has ORDER shipped yet?',
    'tracking {link|number|code} for ORDER please',
    'when will ORDER {arrive|get here|be delivered}?',
    'ORDER is {late|overdue|3 days late}, where is it?',
    'no news about ORDER since {Monday|Friday|last week}',
    'can you tell me the status of ORDER',
    'my {parcel|package} for ORDER has not turned up',
    'the tracking page for ORDER {is empty|says nothing|has not moved}',
    'did ORDER leave your warehouse?',
    'is ORDER coming {today|tomorrow|this week}?',
    'it has been {9|11|14} days and ORDER is not here',
    "who is the courier for ORDER, I can't find it",
    'ORDER says delivered but I {have nothing|never got it}',
    'any idea when to expect ID?',
    'I need a delivery date for ORDER',
  ],
  cancel: [
    'cancel ORDER',
    'please stop ORDER before it ships',
    'I changed my mind about ORDER, {cancel it|please cancel}',
    'do not send ORDER, I do not need it any more',
    'I ordered ID by mistake, cancel please',
    'can I still cancel ORDER?',
    'I would like to call off ORDER',
    'ordered the same thing twice, {drop|cancel} ORDER',
    'found it cheaper elsewhere so please cancel ORDER',
    "my {son|daughter|cat} placed ORDER, please don't ship it",
    'forget about ORDER, it takes too long',
    'is it too late to stop ORDER?',
    'kindly cancel ORDER and confirm',
    'wrong {colour|size|item} picked, cancel ORDER, I will order again',
    'ID is no longer needed, please cancel',
    'put a stop to ORDER',
  ],
  address: [
    'change the address on ORDER',
    'ORDER is going to my old {house|flat|place}, fix the address',
    'update the shipping address for ORDER',
    'wrong {street|postcode|house number} on ORDER',
    'send ORDER to my {office|work|neighbour} instead',
    'I moved last {week|month}, ORDER needs the new address',
    'can ORDER go to a different address?',
    'I typed the wrong address for ORDER',
    'please deliver ORDER to number {12|27|64}, not {14|72|46}',
    'the address on ORDER has a typo',
    'forgot the flat number on ORDER, it is {3|8|15}',
    'ship ID to a pickup point rather than my home',
    'redirect ORDER to my new place',
    'is it possible to edit the delivery address of ORDER?',
    'ORDER shows my billing address, deliver to the other one',
    'we are away, could ORDER go to my {sister|parents} instead?',
  ],
  exchange: [
    'can I swap ORDER for a {bigger|smaller|larger} size?',
    'the {shoes|boots|trainers} in ORDER are too {small|tight|big}, can I get a {41|42|44}?',
    'I would like to exchange ORDER for the {blue|black|green} one',
    'ORDER came in the wrong {colour|size}, please exchange it',
    'you sent me the wrong {item|model} for ORDER, swap it please',
    'need a replacement for ORDER',
    'please replace ORDER, {the zip broke|the lid is cracked|it has a scratch}',
    'how do I exchange ORDER?',
    'ORDER does not fit, can I have another size',
    'got a {medium|small} in ORDER but ordered a large, swap?',
    'could you send a new one for ORDER, mine is {cracked|bent|scratched}',
    'I want to trade ID for the newer model',
    'the {jacket|shirt|coat} from ORDER is too long, change it for a shorter one',
    'exchange ORDER, same thing but in {red|white|grey}',
    'is a swap possible for ORDER?',
    'ID is the left-handed version, I need the right-handed one',
  ],
  invoice: [
    'please send me the invoice for ORDER',
    'I need a receipt for ORDER',
    'where can I download the {bill|invoice} for ORDER?',
    'the invoice for ORDER has the wrong {name|company|date}',
    'can you put our {VAT|tax} number on the invoice for ORDER',
    'no invoice came with ORDER',
    'my boss wants a {receipt|proper bill} for ORDER',
    'invoice for ID as pdf please',
    'could I get a copy of the receipt for ORDER',
    'the total on the bill for ORDER looks wrong',
    'accounting is asking for the paperwork of ORDER',
    'lost my receipt for ORDER, can you resend it',
    'need an invoice for ORDER in the {company|firm} name',
    'is there a VAT invoice for ORDER?',
    'please email the bill for ID',
    'I have to file expenses, receipt for ORDER?',
  ],
}

const orders = ['order ID', 'order #ID', '#ID', 'ID', 'my order ID', 'order no. ID', 'order nr ID']
const openers = [
  '',
  '',
  '',
  '',
  'hi, ',
  'hello, ',
  'hey ',
  'hi there, ',
  'good morning, ',
  'sorry, ',
]
const closers = [
  '',
  '',
  '',
  '',
  ' thanks',
  ' thank you',
  ' asap',
  ' pls',
  ' please help',
  ' cheers',
]

const random = generator(SEED)
const pick = (list) => list[Math.floor(random() * list.length)]
const chance = (p) => random() < p

/** Mulberry32: a small seeded generator of numbers in [0, 1). */
function generator(seed) {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

/** Swaps, drops or doubles one letter inside one longer word; numbers are never touched. */
function slip(text) {
  const words = text.split(' ')
  const long = words.flatMap((word, i) => (/^[a-z]{5,}$/i.test(word) ? [i] : []))
  if (long.length === 0) return text
  const at = pick(long)
  const word = words[at]
  const i = 1 + Math.floor(random() * (word.length - 3))
  const kind = pick(['swap', 'drop', 'double'])
  if (kind === 'swap') words[at] = word.slice(0, i) + word[i + 1] + word[i] + word.slice(i + 2)
  if (kind === 'drop') words[at] = word.slice(0, i) + word.slice(i + 1)
  if (kind === 'double') words[at] = word.slice(0, i + 1) + word.slice(i)
  return words.join(' ')
}

/** One message, with `ID` still standing where the number goes. */
function message(phrasing) {
  let text = phrasing.replace(/\{([^}]+)\}/g, (_, choices) => pick(choices.split('|')))
  text = text.replace('ORDER', pick(orders))
  const opener = pick(openers)
  const closer = /pleas|kindly/.test(text) ? pick(['', '', ' thanks', ' thank you']) : pick(closers)
  if (closer && !/[?.]$/.test(text)) text += pick([',', '.', ''])
  else if (!/[?.]$/.test(text)) text += pick(['', '', '.', '!'])
  text = opener + text + closer
  text = text.charAt(0).toUpperCase() + text.slice(1)
  if (chance(0.45)) text = text.toLowerCase().replace(/\bid\b/, 'ID')
  if (chance(0.2)) text = text.replace(/['?]|,(?= )/g, '')
  if (chance(0.15)) text = slip(text)
  if (chance(0.04)) text = text.toUpperCase()
  return text
}

// No number and no wording is used twice, across both files: whoever answers a validation
// message right has read the number there, not remembered it.
const used = new Set()
function unused(make) {
  const value = make()
  if (used.has(value)) return unused(make)
  used.add(value)
  return value
}

// The intents take turns, so that they are as balanced as the count allows, then are shuffled.
function examples(count) {
  const intents = Object.keys(phrasings)
  const rows = []
  while (rows.length < count) {
    const intent = intents[rows.length % intents.length]
    const order = unused(() => String(1000 + Math.floor(random() * 9000)))
    const wording = unused(() => message(pick(phrasings[intent])))
    const prompt = `${wording.replace(/\bID\b/, order)} ->`
    const completion = ` ${JSON.stringify({ intent, order })}\n`
    if (Buffer.byteLength(prompt + completion) <= MAX_BYTES) rows.push({ prompt, completion })
  }
  for (let i = rows.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1))
    ;[rows[i], rows[j]] = [rows[j], rows[i]]
  }
  return rows
}

function write(name, rows) {
  const text = rows.map((row) => `${JSON.stringify(row)}\n`).join('')
  writeFileSync(new URL(name, import.meta.url), text)
}

write('tickets.train.jsonl', examples(TRAIN))
write('tickets.validation.jsonl', examples(VALIDATION))
