// Writes support-tickets.csv: tickets of an imaginary online shop for lamps and small furniture, put together from
// phrases by a seed. Queues share words on purpose (a refund is asked for in three of them), and a few rows have the
// faults that real exports have. Run: node resources/samples/make-tickets.ts
import { writeFileSync } from 'node:fs';
import { openRandom, type Random, shuffle } from '../../src-main/data/random.ts';

const products = [
  'desk lamp',
  'floor lamp',
  'bedside table',
  'bookshelf',
  'bar stool',
  'ceiling light',
  'wall lamp',
  'shoe rack',
  'coat stand',
  'reading chair',
  'side table',
  'LED strip',
  'night light',
  'plant stand',
];
const colours = ['black', 'white', 'oak', 'brass', 'green', 'grey', 'walnut', 'copper'];
const openers = [
  'Hello,',
  'Hi there,',
  'Good morning,',
  'Dear team,',
  'Hi,',
  '',
  '',
  '',
  'Hey,',
  'To whom it may concern,',
  'Good evening,',
  'Hello again,',
];
const closers = [
  'Thanks in advance.',
  'Please advise.',
  'Kind regards',
  'Looking forward to your answer.',
  '',
  '',
  '',
  '',
  'Can someone please look into this?',
  'This is getting frustrating.',
  'Many thanks!',
  'Please reply by email.',
];
/** Said in every queue; tells nothing. */
const asides = [
  'I have been a customer for years.',
  'I tried to call but nobody picked up.',
  'My order number is {order}.',
  'I bought it as a present.',
  'I ordered the {colour} {product}.',
  'It was for my new flat.',
  'I wrote about this {ago} already.',
  'The chat told me to send an email instead.',
  'I like your shop otherwise.',
  'The order was placed {ago}.',
  '',
  '',
  '',
  '',
];

interface Queue {
  readonly count: number;
  /** Sentences that carry the matter. */
  readonly matters: readonly string[];
  /** Sentences that may follow; some sound like another queue. */
  readonly details: readonly string[];
}

const queues: Readonly<Record<string, Queue>> = {
  delivery: {
    count: 140,
    matters: [
      'My {product} was supposed to arrive {ago} and it is still not here.',
      'The tracking page has said "in transit" for {days} days.',
      'The courier says the parcel was handed over, but nobody at my address received it.',
      'Where is my order {order}?',
      'I was home all day and the driver left a note without ringing the bell.',
      'Only one of the two boxes for the {product} came.',
      'Can you send the {product} to my office instead? I am not at home next week.',
      'The parcel went to my old address although I changed it.',
      'How long does shipping to {country} take at the moment?',
      'The pick-up point is closed and my parcel is still inside.',
    ],
    details: [
      'I need it by {weekday}.',
      'If it does not come this week I want my money back.',
      'The tracking number does not work.',
      'The confirmation promised {days} days.',
      'My neighbours have not seen it either.',
      'I already paid for express.',
    ],
  },
  returns: {
    count: 120,
    matters: [
      'I would like to send the {product} back, it is too big for the corner I had in mind.',
      'The {colour} looks quite different from the picture, so I want to return it.',
      'How do I return a {product} without the original box?',
      'I sent the {product} back {ago} and have heard nothing since.',
      'Please send me a return label for order {order}.',
      'Can I exchange the {colour} {product} for a {colour2} one?',
      'I changed my mind about the {product}. It has not been unpacked.',
      'Is it still possible to give back something bought {ago}?',
      'You sent me the wrong colour, I had chosen {colour}.',
      'I received two {product}s but ordered one; how shall I send the other back?',
    ],
    details: [
      'When will I see the refund on my card?',
      'The courier refused to take it.',
      'Do I have to pay for the postage?',
      'The parcel shop gave me a receipt.',
      'The return portal shows an error.',
      'I would rather have a voucher.',
    ],
  },
  billing: {
    count: 110,
    matters: [
      'I was charged twice for order {order}.',
      'The invoice shows {amount} but the shop said {amount2}.',
      'I need an invoice with the VAT number of my company.',
      'My discount code was not taken off the total.',
      'The refund you confirmed {ago} has not reached my account.',
      'Why is there a charge of {amount} from you on my card statement?',
      'Can I pay the {product} in three instalments?',
      'The payment failed, yet the money has left my bank.',
      'You are still billing the old card although I entered a new one.',
      'Please correct the address on my invoice.',
    ],
    details: [
      'My bank says it is on your side.',
      'I attach the statement.',
      'The order itself arrived fine.',
      'Our accountant needs it by {weekday}.',
      'I returned the {product} in the meantime.',
      'I paid by bank transfer.',
    ],
  },
  'faulty product': {
    count: 100,
    matters: [
      'The {product} flickers and goes out after {days} minutes.',
      'One leg of the {product} is shorter, it wobbles.',
      'There is a deep scratch across the {colour} surface.',
      'The switch of the {product} broke off on the first evening.',
      'Two screws and a bolt are missing from the bag.',
      'My {product} arrived with a crack in the base.',
      'The {product} hums loudly when it is dimmed.',
      'The drawer does not close since {ago}.',
      'After {days} weeks the paint is coming off.',
      'The {product} smells burnt when it has been on for a while.',
    ],
    details: [
      'I have pictures.',
      'The box itself was not damaged.',
      'I would like a replacement, not a refund.',
      'Is that covered by the guarantee?',
      'Could you send only the part?',
      'I followed the instructions exactly.',
    ],
  },
  account: {
    count: 80,
    matters: [
      'I cannot log in, the password link never arrives.',
      'Please change the email address of my account.',
      'My account says it is locked.',
      'I want to delete my account and all my data.',
      'The app signs me out every time I open it.',
      'The code you text me is always rejected.',
      'My old orders have vanished from my account.',
      'How do I stop the newsletter? I have unsubscribed {days} times.',
      'I registered twice by mistake, can you merge the two accounts?',
      'Somebody seems to have ordered a {product} with my account.',
    ],
    details: [
      'I have looked in the spam folder.',
      'It worked until {ago}.',
      'I need it to see my invoice.',
      'I tried another browser.',
      'I also want to change the delivery address.',
      'The phone number is still the same.',
    ],
  },
  'product question': {
    count: 70,
    matters: [
      'How tall is the {product} exactly?',
      'Does the {product} come with a bulb?',
      'When will the {colour} {product} be in stock again?',
      'Can the {product} be used in a bathroom?',
      'Is the {product} made of solid wood or veneer?',
      'How much weight does the {product} hold?',
      'Is the {product} dimmable with an ordinary switch?',
      'Which of the two {product}s is the newer one?',
      'Do you deliver the {product} assembled?',
      'Is there a matching {product2} in {colour}?',
    ],
    details: [
      'The page does not say.',
      'I would order two.',
      'I am comparing it with another shop.',
      'My old one broke.',
      'It has to fit under a slope of {days} centimetres.',
      "I saw it at a friend's.",
    ],
  },
};

const filling: Readonly<Record<string, (random: Random) => string>> = {
  product: (random) => pick(products, random),
  product2: (random) => pick(products, random),
  colour: (random) => pick(colours, random),
  colour2: (random) => pick(colours, random),
  order: (random) => `${pick(['LF', 'A', '#'], random)}${10_000 + random.below(89_999)}`,
  days: (random) => String(2 + random.below(18)),
  ago: (random) =>
    pick(
      ['yesterday', 'last week', 'ten days ago', 'on Monday', 'two weeks ago', 'in March', 'a month ago'],
      random,
    ),
  weekday: (random) => pick(['Friday', 'Monday', 'the weekend', 'the end of the month', 'Thursday'], random),
  amount: (random) => `${19 + random.below(180)}.${pick(['00', '90', '95', '50'], random)} €`,
  amount2: (random) => `${19 + random.below(180)}.${pick(['00', '90', '95', '50'], random)} €`,
  country: (random) => pick(['Austria', 'Ireland', 'Norway', 'Portugal', 'Switzerland', 'Denmark'], random),
};

function pick<Item>(items: readonly Item[], random: Random): Item {
  return items[random.below(items.length)]!;
}

function fill(phrase: string, random: Random): string {
  return phrase.replace(/\{(\w+)\}/g, (_, name: string) => filling[name]!(random));
}

/** People type fast: a letter left out or doubled, no capitals, no final stop. */
function typed(text: string, random: Random): string {
  let result = text;
  if (random.next() < 0.18) result = result.toLowerCase();
  if (random.next() < 0.25) {
    const at = 5 + random.below(Math.max(1, result.length - 10));
    if (/[a-z]/.test(result[at] ?? ''))
      result = result.slice(0, at) + result.slice(at + (random.next() < 0.5 ? 1 : 0));
  }
  return random.next() < 0.2 ? result.replace(/[.!]$/, '') : result;
}

function ticket(name: string, random: Random): string {
  const { matters, details } = queues[name]!;
  const parts = [pick(openers, random), pick(asides, random)];
  // Some never come to the point; some mention another trouble by the way.
  if (random.next() < 0.12) parts.push(pick(details, random));
  else parts.push(pick(matters, random));
  if (random.next() < 0.5) parts.push(pick(details, random));
  if (random.next() < 0.25) {
    const other = queues[pick(Object.keys(queues), random)]!;
    parts.push(`Also: ${pick([...other.matters, ...other.details], random)}`);
  }
  if (random.next() < 0.2) parts.push(pick(asides, random));
  parts.push(pick(closers, random));
  return typed(
    parts
      .filter((part) => part !== '')
      .map((part) => fill(part, random))
      .join(' '),
    random,
  );
}

interface Row {
  readonly text: string;
  readonly queue: string;
}

function tickets(): Row[] {
  const rows = Object.entries(queues).flatMap(([queue, facts], number) => {
    const texts = new Set<string>();
    for (let draw = 0; texts.size < facts.count; draw++)
      texts.add(ticket(queue, openRandom(11, number, draw)));
    return [...texts].map((text) => ({ text, queue }));
  });
  const mixed = shuffle<Row, Row[]>(rows, openRandom(12));
  // Sent twice, sent empty, and filed in two queues: as in any export.
  const twice = [mixed[20]!, mixed[75]!, mixed[310]!, mixed[402]!];
  const empty = [
    { text: '', queue: 'delivery' },
    { text: '  ', queue: 'billing' },
  ];
  const torn = { text: mixed[140]!.text, queue: mixed[140]!.queue === 'billing' ? 'returns' : 'billing' };
  return [...mixed, ...twice, ...empty, torn];
}

function csvCell(text: string): string {
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const channels = ['email', 'form', 'chat'];
const lines = tickets().map(({ text, queue }, number) => {
  const random = openRandom(13, number);
  const day = new Date(Date.UTC(2025, 0, 6 + Math.floor(number / 5), 7 + random.below(12), random.below(60)));
  return [
    String(4001 + number),
    day.toISOString().slice(0, 16).replace('T', ' '),
    pick(channels, random),
    text,
    queue,
  ]
    .map(csvCell)
    .join(',');
});
const file = new URL('support-tickets.csv', import.meta.url);
writeFileSync(file, `${['ticket', 'received', 'channel', 'text', 'queue'].join(',')}\n${lines.join('\n')}\n`);
