// Messages to the API: what a page could send if it were not ours. Each is answered, or refused in words; none is a
// mistake of the program. Left out are procedures that start processes, wait for news, or write where they are told.
import { join } from 'node:path';
import { createRouterClient, ORPCError } from '@orpc/server';
import { router } from '../../../../src-main/api/router.ts';
import { closeServices, openServices } from '../../../../src-main/api/services.ts';
import { takeStoreLock } from '../../../../src-main/store/store-lock.ts';
import { type FuzzKind, type Outcome, wrong } from '../kind.ts';
import { type Json, mutateJson } from '../mutate-json.ts';
import { trainTwo } from '../two-runs.ts';

/** A procedure by its place in the router, and a message that it takes. */
type Message = readonly [procedure: string, input: Json];

function messages([run, other]: readonly [string, string], folder: string): readonly Message[] {
  const data = { path: join(folder, 'data', 'texts.csv') };
  const draft = { task: 'text-classification', model: { architecture: { family: 'bert' } }, data };
  const id = 'abcdefghij';
  const ofRun = ['get', 'recipe'].map((name): Message => [`runs.${name}`, { run }]);
  const evaluation = [
    'list',
    'guessing',
    'splits',
    'coverage',
    'decision',
    'advice',
    'slices',
    'changedFiles',
  ];
  return [
    ...ofRun,
    ...evaluation.map((name): Message => [`evaluation.${name}`, { run: name === 'slices' ? run : other }]),
    ['evaluation.report', { run, split: 'test' }],
    ['evaluation.examples', { run: other, split: 'test', sort: 'loss', offset: 0, limit: 20, correct: true }],
    ['evaluation.keepDecision', { run, rule: { kind: 'threshold', class: 'standing', threshold: 0.4 } }],
    ['runs.list', { runs: [run], newest: 3 }],
    ['runs.curves', { run, metric: 'loss', maxPoints: 100 }],
    ['runs.compare', { runs: [run, other], baseline: run }],
    ['runs.edit', { runs: [run], name: 'a name', notes: 'notes', favourite: true }],
    ['runs.sizes', { runs: [run] }],
    ['runs.removalSize', { runs: [other] }],
    ['runs.remove', { runs: ['aaaaaaaaaa'], keep: 'record' }],
    ['runs.log', { run }],
    ['experiments.create', { name: 'question' }],
    ['experiments.rename', { name: 'question', newName: 'another' }],
    ['experiments.remove', { name: 'another' }],
    ['drafts.put', { id, recipe: draft, known: null }],
    ['drafts.get', { id }],
    ['drafts.remove', { id }],
    ['settings.put', { locale: 'fr', theme: 'dark', expert: true, runColumns: ['name'] }],
    ['recipes.parse', { text: JSON.stringify(draft) }],
    ['recipes.check', { draft }],
    ['corrections.list', { run }],
    ['corrections.put', { run, index: 0, to: 'lying', note: 'seen twice' }],
    ['corrections.remove', { run, contentHashes: ['0'.repeat(64)] }],
    ['files.list', { path: folder }],
  ];
}

type Call = (input: unknown) => Promise<unknown>;

/** Refused by the contract or in words: anything else is a mistake of the program. */
function judgeRefusal(error: unknown, procedure: string): Outcome {
  if (!(error instanceof ORPCError))
    return wrong(`${procedure}: ${String((error as Error)?.stack ?? error).slice(0, 600)}`);
  if (error.code === 'BAD_REQUEST') return { verdict: 'clear error', note: 'not as the contract has it' };
  const { code } = (error.data ?? {}) as { readonly code?: string };
  if (error.code !== 'FINESSE' || code === undefined || /internal/i.test(code))
    return wrong(`${procedure}: ${error.code} ${code ?? ''} ${error.message}`.slice(0, 600));
  return error.message.length > 4_000
    ? wrong(`${procedure}: ${error.message.length} characters of message`)
    : { verdict: 'clear error', note: code };
}

export const messagesKind: FuzzKind = async (folder) => {
  let known: readonly Message[] = [];
  await trainTwo(folder, async (_, runs) => {
    known = messages(runs, folder);
  });
  const services = openServices({ lock: takeStoreLock(folder), host: 'electron' });
  process.once('exit', () => void closeServices(services));
  const api = createRouterClient(router, { context: services }) as unknown as Record<
    string,
    Record<string, Call>
  >; // procedures are named by text here
  const call = ([procedure, input]: readonly [string, unknown]) => {
    const [noun, verb] = procedure.split('.') as [string, string];
    return api[noun]![verb]!(input);
  };
  // Damage proves nothing to what is refused when it is whole; these are so, since what they name is not there.
  const refusedWhole = new Set(['runs.remove']);
  for (const message of known) if (!refusedWhole.has(message[0])) await call(message);
  return async (random) => {
    const [procedure, input] = random.oneOf(known);
    const text = random.chance(0.1) ? JSON.stringify(input) : mutateJson(input, random);
    let sent: unknown;
    try {
      sent = JSON.parse(text);
    } catch {
      sent = text; // no message at all
    }
    try {
      await call([procedure, sent]);
      return { verdict: text === JSON.stringify(input) ? 'same result' : 'changed' };
    } catch (error) {
      return judgeRefusal(error, procedure);
    }
  };
};
