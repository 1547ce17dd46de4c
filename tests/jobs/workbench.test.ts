// The workbench with its real processes: answers, progress, cancellation, supersession, and recovery from a death.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isAlive, waitUntilGone } from '../../src-main/jobs/run-owner.ts';
import { Workbench } from '../../src-main/jobs/workbench.ts';
import type { WorkbenchTimes } from '../../src-main/jobs/workbench-child.ts';

let folder: string;
let workbench: Workbench;

function open(times: Partial<WorkbenchTimes> = {}): Workbench {
  return new Workbench({ cache: join(folder, 'cache'), models: join(folder, 'models') }, times);
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'finesse-workbench-'));
  workbench = open();
});
afterEach(() => {
  workbench.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('Workbench', () => {
  it('answers from another process, which it keeps, and keeps typed arrays and NaN', async () => {
    const first = await workbench.run('echo', { value: Float32Array.of(1, Number.NaN) });
    const second = await workbench.run('echo', { value: 2 });
    expect(first.value).toEqual(Float32Array.of(1, Number.NaN));
    expect(first.pid).not.toBe(process.pid);
    expect(second.pid).toBe(first.pid);
    const long = await workbench.run('echo-long', { value: 3 });
    expect(long.pid).not.toBe(first.pid);
  });

  it('tells faults with their code and parameters, and breakage with its stack', async () => {
    await expect(workbench.run('echo', { value: 5, behave: 'fail' })).rejects.toMatchObject({
      code: 'training.echo',
      params: { value: 5 },
    });
    await expect(workbench.run('echo', { value: 0, behave: 'break' })).rejects.toMatchObject({
      message: expect.stringContaining('the echo is broken'),
      stack: expect.stringContaining('echo.ts'),
    });
  });

  it('reports progress a few times a second', async () => {
    const seen: number[] = [];
    await workbench.run(
      'echo',
      { value: 0, behave: 'slowly' },
      { onProgress: ({ done }) => seen.push(done) },
    );
    expect(seen.length).toBeGreaterThan(3);
    expect(seen.length).toBeLessThan(25);
    expect(seen[0]).toBe(0);
  });

  it('cancels at once for the one who asked, and goes on with the same process', async () => {
    const { pid } = await workbench.run('echo', { value: 0 });
    const control = new AbortController();
    const work = workbench.run('echo', { value: 0, behave: 'slowly' }, { signal: control.signal });
    setTimeout(() => control.abort(new Error('enough')), 100);
    await expect(work).rejects.toThrow('enough');
    expect((await workbench.run('echo', { value: 1 })).pid).toBe(pid);
  });

  it('kills a process that ignores a cancellation, and starts another', async () => {
    workbench = open({ cancelMs: 300 });
    const { pid } = await workbench.run('echo', { value: 0 });
    const control = new AbortController();
    const work = workbench.run('echo', { value: 0, behave: 'hang' }, { signal: control.signal });
    setTimeout(() => control.abort(new Error('enough')), 100);
    await expect(work).rejects.toThrow('enough');
    const after = await workbench.run('echo', { value: 1 });
    expect(after.value).toBe(1);
    expect(after.pid).not.toBe(pid);
  });

  it('takes a silent process for hanging and says so', async () => {
    // Longer than a new process takes to begin, on a busy machine too.
    workbench = open({ silenceMs: 8000 });
    await expect(workbench.run('echo', { value: 0, behave: 'hang' })).rejects.toMatchObject({
      code: 'jobs.workbenchHung',
    });
    expect((await workbench.run('echo', { value: 1 })).value).toBe(1);
  }, 120_000);

  it('says when the process died under a task, and starts another for the next', async () => {
    const dying = workbench.run('echo', { value: 0, behave: 'die' });
    const next = workbench.run('echo', { value: 'after' });
    await expect(dying).rejects.toMatchObject({
      code: 'jobs.workbenchDied',
      params: { task: 'echo', detail: 'exit code 7' },
    });
    expect((await next).value).toBe('after');
  });

  it('is gone when the main process was killed, also from a task that never ends', async () => {
    const main = spawn(process.execPath, [
      fileURLToPath(new URL('./fixtures/workbench-main.ts', import.meta.url)),
      folder,
    ]);
    const [line] = (await once(main.stdout, 'data')) as [Buffer];
    const pids = JSON.parse(line.toString()) as number[];
    expect(pids.map(isAlive)).toEqual([true, true]);
    main.kill('SIGKILL');
    await once(main, 'exit');
    for (const pid of pids) expect(await waitUntilGone(pid, 20_000)).toBe(true);
  });

  it('answers only the newest of several previews', async () => {
    const ask = (value: number) =>
      workbench.run('echo', { value, behave: 'slowly' }, { replaces: 'preview' }).then(
        (answer) => answer.value,
        (error: { code?: string }) => error.code,
      );
    const answers = await Promise.all([ask(1), ask(2), ask(3)]);
    expect(answers).toEqual(['jobs.superseded', 'jobs.superseded', 3]);
  });

  it('lets the process go when there is nothing to do', async () => {
    workbench = open({ idleMs: 200 });
    const { pid } = await workbench.run('echo', { value: 0 });
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(() => process.kill(pid, 0)).toThrow();
    expect(workbench.pids.quick).toBeUndefined();
  });
});
