// Names of runs. They may be equal, but two of one name are hard to tell apart in a list.
import type { Database } from 'better-sqlite3';
import { statement } from './statements.ts';

/** As the recipe allows. */
const maxNameLength = 200;

/** `Bank texts` -> `Bank texts 2`, `Bank texts 2` -> `Bank texts 3`: with the first number that no run has. */
export function nextRunName(db: Database, name: string): string {
  // Only a small number counts copies; `Photos 2024` is a name.
  const base = name.replace(/ ([2-9]|[1-9]\d)$/, '').slice(0, maxNameLength - 5);
  const sql = 'SELECT name FROM runs WHERE substr(name, 1, length(@base)) = @base';
  const taken = new Set(
    statement<{ name: string }>(db, sql)
      .all({ base })
      .map((run) => run.name),
  );
  let number = 2;
  while (taken.has(`${base} ${number}`)) number += 1;
  return `${base} ${number}`;
}
