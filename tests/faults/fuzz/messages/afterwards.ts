// Whether the store and what answers for it are as good after all messages as before.
import type { World } from './world.ts';

/** What is wrong; nothing where all is well. */
export async function whatIsWrong(world: World): Promise<string | undefined> {
  const { store } = world.services();
  const found = store.db.pragma('integrity_check', { simple: true });
  if (found !== 'ok') return `the database is damaged: ${found}`;
  const loose = store.db.pragma('foreign_key_check') as readonly unknown[];
  if (loose.length > 0) return `rows name others that are not there: ${JSON.stringify(loose)}`;
  const answers = await answersOf(world);
  await world.reopen();
  const again = await answersOf(world);
  return again === answers ? undefined : `other answers when opened again: ${answers} and ${again}`;
}

/** Of both runs, so that files and rows are read. */
async function answersOf({ call, runs }: World): Promise<string> {
  const answers: unknown[] = [await call('files.roots')];
  for (const run of Object.values(runs))
    answers.push(await call('evaluation.report', { run }), await call('evaluation.advice', { run }));
  return JSON.stringify(answers);
}
