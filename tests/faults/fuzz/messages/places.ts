// Where the messages are tried: folders that the page may name, and all around them what it must not touch.
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export interface Places {
  readonly store: string;
  /** Allowed: the person's data, and below `out` what is written for them. */
  readonly given: string;
  readonly data: string;
  readonly out: string;
  /** Not allowed. */
  readonly outside: string;
  /** Inside `given`, and leads to `outside`. */
  readonly link: string;
}

/** Makes the folders below `folder`; home and working folder of this process are there too from now on. */
export function makePlaces(folder: string): Places {
  const given = join(folder, 'given');
  const places = {
    store: join(folder, 'store'),
    given,
    data: join(given, 'data'),
    out: join(given, 'out'),
    outside: join(folder, 'outside'),
    link: join(given, 'link'),
  };
  const [home, working] = [join(folder, 'home'), join(places.outside, 'working')];
  for (const path of [places.store, places.data, places.out, home, working])
    mkdirSync(path, { recursive: true });
  writeFileSync(join(places.outside, 'secret.csv'), 'text,label\na secret,yes\nanother,no\n');
  writeFileSync(join(places.outside, 'secret.json'), '{"secret":true}');
  symlinkSync(places.outside, places.link, 'junction');
  Object.assign(process.env, { HOME: home, USERPROFILE: home });
  process.chdir(working);
  return places;
}

/** Every path that no message may change, with the hash of its content. */
export function untouchable({ outside, data, given }: Places): string {
  const beside = readdirSync(dirname(given));
  const lines = [outside, data].flatMap((folder) =>
    readdirSync(folder, { recursive: true, withFileTypes: true }).map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return entry.isFile()
        ? `${path} ${createHash('sha256').update(readFileSync(path)).digest('hex')}`
        : path;
    }),
  );
  return [...beside, ...lines].sort().join('\n');
}
