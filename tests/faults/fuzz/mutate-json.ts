// Changes to JSON: what hand editing, other programs and malice do to it. The text that comes out may hold what no
// JavaScript value can: a key twice, a number of a thousand digits.
import type { Random } from './random.ts';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Text that stands where a value stood. */
const replacements: readonly string[] = [
  'null',
  'true',
  'false',
  '0',
  '-0',
  '-1',
  '0.5',
  '1e308',
  '-1e309',
  '1e400',
  '9007199254740993',
  '4294967296',
  `1${'0'.repeat(400)}`,
  '2147483648',
  '-2147483649',
  '1.0000000000000002',
  '""',
  '" "',
  '[]',
  '{}',
  '[[]]',
  '[null]',
  '{"toString":null}',
  '{"valueOf":1,"toString":2}',
  '{"__proto__":{"polluted":1}}',
  '{"constructor":{"prototype":{"polluted":1}}}',
  '{"length":-1}',
  '{"then":1}',
  '"\\u0000"',
  '"\\ud800"',
  '"\\u202etxt.exe"',
  '"\\u200b"',
  '"\\ufeff"',
  '"e\\u0301"',
  '"\\u001b[31m"',
  '"NaN"',
  '"__proto__"',
  '"constructor"',
  '"../../x"',
  '"/etc/passwd"',
  '"C:\\\\con"',
  '"<meta http-equiv=refresh content=0>"',
  '"%s%n"',
  '"\\ud83d\\udc69\\u200d\\ud83d\\udd2c"',
];

const hostileKeys: readonly string[] = [
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  '',
  ' ',
  '\0',
  '0',
  'length',
  '\u202e',
  'then',
];

function replacement(random: Random): string {
  const kind = random.below(12);
  if (kind === 0) return nested(random, random.oneOf([5, 100, 3000]));
  if (kind === 1) return JSON.stringify('x'.repeat(random.oneOf([1_000, 70_000])));
  if (kind === 2) return `[${Array.from({ length: random.oneOf([3, 300]) }, () => '1').join(',')}]`;
  if (kind === 3) return String(random.below(1000) - 300);
  return random.oneOf(replacements);
}

function nested(random: Random, depth: number): string {
  const [open, close] = random.oneOf([
    ['[', ']'],
    ['{"a":', '}'],
    ['{"choices":', '}'],
  ] as const);
  return `${open.repeat(depth)}1${close.repeat(depth)}`;
}

/** Numbers of all values below `value`, itself included. */
function countOf(value: Json): number {
  if (typeof value !== 'object' || value === null) return 1;
  return Object.values(value).reduce<number>((sum, inner) => sum + countOf(inner), 1);
}

const deepest = 500;

function depthOf(value: Json): number {
  let depth = 0;
  let level: readonly Json[] = [value];
  while (level.length > 0 && depth <= deepest) {
    depth += 1;
    level = level.flatMap((inner) =>
      typeof inner === 'object' && inner !== null ? Object.values(inner) : [],
    );
  }
  return depth;
}

type Change = 'replace' | 'remove' | 'double' | 'add' | 'swap' | 'rename';

/** JSON text of `value` with one to three changes at random places. */
export function mutateJson(value: Json, random: Random): string {
  // What an earlier change has nested so deeply cannot be walked.
  if (depthOf(value) > deepest) return JSON.stringify(value);
  const total = countOf(value);
  const changes = new Map<number, Change>();
  for (let count = 1 + random.below(3); count > 0; count--) {
    // Large arrays would take nearly all the changes; every third goes near the top.
    const place = random.chance(0.33) ? random.below(Math.min(12, total)) : random.below(total);
    changes.set(place, random.oneOf(['replace', 'replace', 'remove', 'double', 'add', 'swap', 'rename']));
  }
  let seen = 0;
  const write = (inner: Json): string | undefined => {
    const change = changes.get(seen);
    seen += 1;
    if (change === 'replace') {
      seen += countOf(inner) - 1;
      return replacement(random);
    }
    const text = typeof inner === 'object' && inner !== null ? container(inner) : JSON.stringify(inner);
    if (change === 'remove') return undefined;
    if (change === 'swap') return `[${text}]`;
    if (change === 'add')
      return typeof inner === 'number' ? String(inner + random.oneOf([1, -1, 0.5, 1e9])) : text;
    return text;
  };
  const container = (inner: readonly Json[] | { readonly [key: string]: Json }): string => {
    if (Array.isArray(inner)) {
      const parts = inner.map((part: Json) => [changes.get(seen), write(part)] as const);
      return `[${parts.flatMap(([change, text]) => (text === undefined ? [] : change === 'double' ? [text, text] : [text])).join(',')}]`;
    }
    const parts = Object.entries(inner).map(([key, part]) => {
      const change = changes.get(seen);
      return { key, change, text: write(part) };
    });
    return `{${parts
      .flatMap(({ key, change, text }) => {
        if (text === undefined) return [];
        const named = `${JSON.stringify(change === 'rename' ? random.oneOf(hostileKeys) : key)}:${text}`;
        return change === 'double' ? [named, `${JSON.stringify(key)}:${replacement(random)}`] : [named];
      })
      .join(',')}}`;
  };
  return write(value) ?? '';
}
