// What no message may change: built-in prototypes, and files that the page was not given.
import { untouchable } from './places.ts';
import type { World } from './world.ts';

const prototypes = [Object.prototype, Array.prototype, Function.prototype, String.prototype];
const clean = () => prototypes.map((each) => Reflect.ownKeys(each).length).join();
const asBorn = clean();

/** What is no longer as it was, `before` being what `untouchable` gave; nothing where all is. */
export function touched(world: World, before: string): string | undefined {
  if (clean() !== asBorn)
    return `a prototype has other properties: ${Reflect.ownKeys(Object.prototype).map(String).at(-1)}`;
  const now = untouchable(world);
  if (now === before) return undefined;
  const known = new Set(before.split('\n'));
  return `touched what was not given: ${now.split('\n').filter((line) => !known.has(line))}`;
}
