// Messages to the API: what a page could send if it were not ours. Each is answered as the contract says, or refused in
// words; none is a mistake of the program, and none touches what the page was not given.
import { type FuzzKind, wrong } from '../kind.ts';
import { whatIsWrong } from '../messages/afterwards.ts';
import { damaged } from '../messages/damaged.ts';
import { untouchable } from '../messages/places.ts';
import type { ProcedureName } from '../messages/row.ts';
import { rows } from '../messages/table.ts';
import { touched } from '../messages/touched.ts';
import { tried } from '../messages/tried.ts';
import { makeWorld, settle, type World } from '../messages/world.ts';

export const messagesKind: FuzzKind = async (folder) => {
  const world = await makeWorld(folder);
  process.once('exit', () => world.services().workbench.close());
  const before = untouchable(world);
  const shapes = await wholeAnswers(world);
  const often = rows.flatMap((each) => Array.from({ length: each.row.rare ? 1 : 10 }, () => each));
  return {
    async run(random) {
      const { name, row } = random.oneOf(often);
      const whole = await row.message?.(world);
      const changed = random.chance(0.9);
      const sent = changed ? damaged(whole, row, world, random) : whole;
      const outcome = await tried(world, { name, row }, sent, changed);
      await settle(world);
      if (outcome.verdict === 'wrong') return outcome;
      const [shape, known] = [outcome.shape, shapes.get(name)];
      if (shape !== undefined && shape !== known) return wrong(`${name} gave ${shape} instead of ${known}`);
      const spoilt = touched(world, before);
      return spoilt === undefined ? outcome : wrong(`${name}: ${spoilt}`);
    },
    after: async () => (await whatIsWrong(world)) ?? touched(world, before),
  };
};

/** Damage proves nothing to what is refused when it is whole. */
async function wholeAnswers(world: World): Promise<ReadonlyMap<ProcedureName, string>> {
  const shapes = new Map<ProcedureName, string>();
  for (const { name, row } of rows) {
    const outcome = await tried(world, { name, row }, await row.message?.(world), false);
    if (outcome.shape === undefined) throw new Error(`${name}: ${outcome.note}`);
    shapes.set(name, outcome.shape);
    await settle(world);
  }
  return shapes;
}
