// What the fields of a message are changed to: texts that name something.
import { dirname, join } from 'node:path';
import type { Random } from '../random.ts';
import type { Row } from './row.ts';
import type { World } from './world.ts';

/** Of the contract's own words; most belong to another field than the one that gets them. */
const words = [
  'test',
  'validation',
  'train',
  'fr',
  'text-classification',
  'bert',
  'loss',
  'standing',
  'label',
];

export function namesFor({ names }: Row, world: World, random: Random): readonly string[] {
  const { runs, twin, out, outside, link, store, data, given } = world;
  const forbidden = [outside, link].flatMap((folder) => [
    folder,
    join(folder, 'secret.csv'),
    join(folder, 'secret.json'),
    join(folder, 'new.json'),
  ]);
  const ids = ['aaaaaaaaaa', twin];
  const own = [store, join(store, 'finesse.db'), join(store, 'runs', 'x'), join(store, 'x.json')];
  const places = [
    ...forbidden,
    ...own,
    'new.json',
    join(out, 'missing', 'new.json'),
    join(data, 'texts.csv', 'new.json'),
    dirname(out),
    out,
    join(out, `${random.below(1_000)}.json`),
  ];
  if (names === 'removable') return [...ids, ...words];
  if (names === 'writable') return [...ids, runs.pictures, runs.texts, ...words, ...places];
  const files = Object.values(world.files);
  const tables = [
    data,
    join(data, 'texts.csv'),
    join(data, 'pictures'),
    join(data, 'pictures', 'lying', '0.png'),
  ];
  return [...ids, runs.pictures, runs.texts, ...words, ...places, given, ...tables, ...files];
}
