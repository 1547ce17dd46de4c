import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RecipeInput } from '../../src-main/training/recipe.ts';
import type { TrainingCommand, TrainingEvent } from '../../src-main/training/training-events.ts';
import { writePictures } from './small-data.ts';

const entry = fileURLToPath(new URL('../../src-main/training/engine-process.ts', import.meta.url));
let root: string;
let recipe: RecipeInput;

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'finesse-engine-'));
  recipe = {
    task: 'image-classification',
    model: { architecture: { family: 'cifar-resnet', depth: 8, width: 4, imageSize: 16 } },
    data: { path: await writePictures(join(root, 'pictures'), 30) },
    hyperparameters: { epochs: 8, batchSize: 8 },
    engine: { backend: 'ort', threads: 1 },
  };
});
afterAll(() => rmSync(root, { recursive: true }));

interface Engine {
  readonly child: ChildProcess;
  readonly events: TrainingEvent[];
  readonly gone: Promise<unknown>;
}

function start(name: string, { resume = false, written = recipe as unknown } = {}): Engine {
  const child = fork(entry, [String(process.pid)], { execArgv: [], serialization: 'advanced' });
  const events: TrainingEvent[] = [];
  child.on('message', (event) => events.push(event as TrainingEvent));
  const command: TrainingCommand = {
    type: 'start',
    recipe: written,
    runFolder: join(root, name),
    cacheFolder: join(root, 'cache'),
    resume,
  };
  child.send(command);
  return { child, events, gone: once(child, 'exit') };
}

function until({ child }: Engine, isReached: (event: TrainingEvent) => boolean): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  child.on('message', (event) => {
    if (isReached(event as TrainingEvent)) resolve();
  });
  return promise;
}

const model = (name: string) => readFileSync(join(root, name, 'model.safetensors'));

// Each test starts one or two processes, which takes long where many others compete for the machine.
describe('engine process', { timeout: 300_000 }, () => {
  it('runs to the end, says so and leaves', async () => {
    const engine = start('whole');
    expect(await engine.gone).toEqual([0, null]);
    expect(engine.events.at(-1)).toMatchObject({ type: 'finished', epochs: 8 });
  });

  it('stops on command with a checkpoint, and resumes to the same bytes', async () => {
    const stopped = start('stopped');
    await until(stopped, ({ type }) => type === 'epoch');
    stopped.child.send({ type: 'stop' } satisfies TrainingCommand);
    await stopped.gone;
    expect(stopped.events.at(-1)!.type).toBe('interrupted');
    await start('stopped', { resume: true }).gone;
    expect(model('stopped').equals(model('whole'))).toBe(true);
  });

  it('killed outright, resumes to the same bytes', async () => {
    const killed = start('killed');
    await until(killed, (event) => event.type === 'step' && event.epoch > 2);
    killed.child.kill('SIGKILL');
    await killed.gone;
    await start('killed', { resume: true }).gone;
    expect(model('killed').equals(model('whole'))).toBe(true);
  });

  it('ends by itself with a checkpoint when the process that started it has gone', async () => {
    const orphan = start('orphan');
    await until(orphan, ({ type }) => type === 'epoch');
    orphan.child.disconnect();
    expect(await orphan.gone).toEqual([0, null]);
    const resumed = start('orphan', { resume: true });
    await resumed.gone;
    expect(
      resumed.events.some((event) => event.type === 'log' && event.message.startsWith('Resumed at')),
    ).toBe(true);
    expect(model('orphan').equals(model('whole'))).toBe(true);
  });

  it('reports a fault as an event with its code', async () => {
    const engine = start('faulty', { written: { ...recipe, data: { path: join(root, 'nowhere') } } });
    await engine.gone;
    expect(engine.events.at(-1)).toMatchObject({
      type: 'failed',
      code: 'data.missing',
      params: { path: join(root, 'nowhere') },
      message: expect.stringContaining('nowhere'),
    });
    const invalid = start('invalid', { written: { task: 'chess' } });
    await invalid.gone;
    expect(invalid.events.at(-1)).toMatchObject({ type: 'failed', code: 'training.invalidRecipe' });
  });
});
