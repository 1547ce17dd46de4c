// A store with everything in it that messages name, and the services that answer them.
import { join } from 'node:path';
import { createRouterClient } from '@orpc/server';
import { carrierOptions } from '../../../../src-main/api/carrier-options.ts';
import { router } from '../../../../src-main/api/router.ts';
import { closeServices, openServices, type Services } from '../../../../src-main/api/services.ts';
import { RunQueue } from '../../../../src-main/jobs/run-queue.ts';
import { type StoreLock, takeStoreLock } from '../../../../src-main/store/store-lock.ts';
import { trainTwo } from '../two-runs.ts';
import { makePlaces, type Places } from './places.ts';
import type { ProcedureName } from './row.ts';
import { writeTwin } from './twin-bundle.ts';

export interface World extends Places {
  readonly runs: { readonly pictures: string; readonly texts: string };
  /** Of `given`: a model to import, a bundle of a run that is not here, a copy of the database and of the store. */
  readonly files: {
    readonly model: string;
    readonly bundle: string;
    readonly backup: string;
    readonly copy: string;
  };
  readonly twin: string;
  /** A path below `out` where nothing is yet. */
  fresh(name: string): string;
  call(procedure: ProcedureName, input?: unknown, signal?: AbortSignal): Promise<unknown>;
  services(): Services;
  /** Closes the store and opens it again. */
  reopen(): Promise<void>;
  close(): Promise<void>;
}

type Call = (input: unknown, options: { readonly signal?: AbortSignal | undefined }) => Promise<unknown>;

/** An engine that computes nothing: a training is under way until it is asked to end. */
const engine = new URL('../../../jobs/fixtures/fake-engine.ts', import.meta.url);

export async function makeWorld(folder: string): Promise<World> {
  const places = makePlaces(folder);
  const runs = await trained(places);
  let opened = open(places);
  let numFresh = 0;
  const call: World['call'] = async (procedure, input, signal) => {
    const [noun, verb] = procedure.split('.') as [string, string];
    return whole(await opened.api[noun]![verb]!(input, { signal }));
  };
  const close = async () => {
    await opened.services.queue.close();
    await closeServices(opened.inner);
    opened.lock.release();
  };
  const fresh = (name: string) => join(places.out, `${++numFresh}-${name}`);
  const made = await makeFiles(places, runs, call);
  return {
    ...places,
    ...made,
    runs,
    fresh,
    call,
    services: () => opened.services,
    close,
    async reopen() {
      await close();
      opened = open(places);
    },
  };
}

async function trained({ store, data }: Places): Promise<World['runs']> {
  const ids: string[] = [];
  await trainTwo(store, async (_, runs) => void ids.push(...runs), data);
  const [pictures, texts] = ids as [string, string]; // it gives both
  return { pictures, texts };
}

interface Opened {
  readonly services: Services;
  /** As they were opened: with the program's own queue, which is given nothing. */
  readonly inner: Services;
  readonly lock: StoreLock;
  readonly api: Readonly<Record<string, Readonly<Record<string, Call>>>>;
}

function open({ store, given }: Places): Opened {
  const lock = takeStoreLock(store);
  const desktop = { choose: async () => [], reveal: () => undefined, setAppearance: () => undefined };
  const inner = openServices({ lock, host: 'browser', allow: [given], desktop });
  const queue = new RunQueue({ store: inner.store, hub: inner.hub, entry: engine });
  queue.hold(true);
  queue.open();
  const services = { ...inner, queue };
  const options = { context: services, interceptors: carrierOptions.clientInterceptors };
  // Procedures are named by texts here.
  return { services, inner, lock, api: createRouterClient(router, options) as unknown as Opened['api'] };
}

/** The answer; of a procedure that reports progress what it ends with. */
async function whole(answer: unknown): Promise<unknown> {
  if (!isProgress(answer)) return answer;
  for (;;) {
    const { done, value } = await answer.next();
    if (done === true) return value;
  }
}

function isProgress(answer: unknown): answer is AsyncIterator<unknown, unknown> {
  return typeof answer === 'object' && answer !== null && Symbol.asyncIterator in answer && 'next' in answer;
}

async function makeFiles({ given, out }: Places, { texts }: World['runs'], call: World['call']) {
  const at = (name: string) => join(given, name);
  const files = { model: at('model'), bundle: at('twin.finesse'), backup: at('backup.db'), copy: '' };
  await call('use.exportRun', { run: texts, format: 'safetensors', folder: files.model });
  const exported = join(out, 'whole.finesse');
  await call('bundles.export', { file: exported, runs: [texts], texts: true });
  const twin = await writeTwin(exported, files.bundle, texts);
  await call('storage.backUp', { file: files.backup });
  const { folder } = (await call('storage.copyAll', { folder: given })) as { readonly folder: string };
  return { twin, files: { ...files, copy: folder } };
}

/** Ends what a message has started and holds the queue, so that the next message finds what the one before found. */
export async function settle({ services, call }: World): Promise<void> {
  const { queue, hub } = services();
  queue.hold(true);
  for (let active = queue.active; active !== undefined; active = queue.active) {
    const { id } = active;
    if (queue.active !== undefined) await call('training.stop', { run: id });
    await hub.wait(() => queue.active?.id !== id, { limitMs: 60_000 });
  }
}
