import { afterAll, beforeAll, expect, it } from 'vitest';
import { faultOf } from '../../src-renderer/lib/api/faults.ts';
import { type Rig, rigs } from './carrier-rigs.ts';

let rig: Rig;
beforeAll(async () => {
  const [, makeRig] = rigs[1]!;
  rig = await makeRig();
});
afterAll(() => rig.close());

it('refuses to save over what another window wrote, and says so', async () => {
  const { drafts } = rig.client;
  const code = (error: unknown) => faultOf(error).code;
  const first = await drafts.put({ id: 'd1', recipe: { seed: 1 }, known: null });
  await drafts.put({ id: 'd1', recipe: { seed: 2 }, known: first.updatedAtMs });
  const late = drafts.put({ id: 'd1', recipe: { seed: 3 }, known: first.updatedAtMs });
  expect(await late.catch(code)).toBe('store.draftChanged');
  expect((await drafts.get({ id: 'd1' })).recipe).toEqual({ seed: 2 });
  await drafts.remove({ id: 'd1' });
  const gone = drafts.put({ id: 'd1', recipe: { seed: 3 }, known: first.updatedAtMs });
  expect(await gone.catch(code)).toBe('store.unknownDraft');
});

it.each([
  ['an integer without bound', 2n],
  ['a date', new Date(0)],
  ['a map', new Map([['a', 1]])],
  ['one deep inside', { deep: [{ er: new Set([1]) }] }],
])('refuses a recipe with %s, which no recipe file could hold', async (_, value) => {
  const { drafts, recipes, data } = rig.client;
  const code = (error: unknown) => (error as { code: string }).code; // an ORPCError
  expect(await drafts.put({ id: 'd2', recipe: { value } }).catch(code)).toBe('BAD_REQUEST');
  expect(await recipes.fromBudget({ recipe: { value }, minutes: 1, caution: 'bold' }).catch(code)).toBe(
    'BAD_REQUEST',
  );
  const inspected = data.inspect({ task: 'text-classification', data: { path: '/x', value } });
  expect(await inspected.catch(code)).toBe('BAD_REQUEST');
});
