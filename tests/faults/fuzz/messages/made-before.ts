// What a message needs that another may have taken away.
import { textRecipe, textsPath } from './recipes.ts';
import type { World } from './world.ts';

/** The key of the reading of the texts. */
export async function readTexts(world: World): Promise<string> {
  const data = { path: textsPath(world) };
  const report = await world.call('data.inspect', { task: 'text-classification', data });
  return (report as { readonly dataset: { readonly key: string } }).dataset.key;
}

/** The id of a new run that waits in the queue; the queue is held. */
export async function waitingRun(world: World): Promise<string> {
  const { run } = (await world.call('training.start', { recipe: textRecipe(world) })) as {
    readonly run: string;
  };
  return run;
}

/** One that is over before it began. */
export async function stoppedRun(world: World): Promise<string> {
  const run = await waitingRun(world);
  await world.call('training.stop', { run });
  return run;
}

/** One that is under way. */
export async function activeRun(world: World): Promise<string> {
  const recipe = { ...textRecipe(world), name: 'steps=100000 stepMs=20' };
  const { run } = (await world.call('training.start', { recipe })) as { readonly run: string };
  const { queue, hub } = world.services();
  queue.resume(run);
  await hub.wait(() => queue.active?.id === run, { limitMs: 60_000 });
  return run;
}

export async function importedModel(world: World): Promise<string> {
  const { id } = (await world.call('models.import', { path: world.files.model, name: 'a model' })) as {
    readonly id: string;
  };
  return id;
}

export async function draft(world: World): Promise<string> {
  await world.call('drafts.put', { id: 'a-draft', recipe: textRecipe(world) });
  return 'a-draft';
}

export async function experiment(world: World, name: string): Promise<string> {
  await world.call('runs.edit', { runs: [world.runs.texts], experiment: name });
  return name;
}

/** The content hash of an example that is corrected. */
export async function correction(world: World): Promise<string> {
  const run = world.runs.pictures;
  await world.call('corrections.put', { run, index: 0, to: null });
  const { corrections } = (await world.call('corrections.list', { run })) as {
    readonly corrections: readonly { readonly contentHash: string }[];
  };
  return corrections[0]!.contentHash; // it has just been put
}
