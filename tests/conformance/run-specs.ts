// Runs in its own process, bundled: TF.js's specs under jasmine against one backend.
// Arguments: backend, file for the events, pattern of the names to run.
import { appendFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import * as tf from '@tensorflow/tfjs-core';
import type { SpecEvent } from './spec-events.ts';

interface JasmineResult {
  readonly fullName: string;
  readonly status: 'passed' | 'failed' | 'excluded' | 'pending';
  readonly failedExpectations: readonly { readonly message: string; readonly stack?: string }[];
}

interface JasmineEnvironment {
  configure(options: {
    random: boolean;
    failFast: boolean;
    specFilter(spec: { getFullName(): string }): boolean;
  }): void;
  addReporter(reporter: {
    specStarted(result: JasmineResult): void;
    specDone(result: JasmineResult): void;
    suiteDone(result: JasmineResult): void;
    jasmineDone(): void;
  }): void;
  execute(): void;
}

const [backend, eventsFile, grep] = process.argv.slice(2) as [string, string, string];
const only = new RegExp(grep, 'i');
const suffix = ` ${backend} {}`;
const plainName = (fullName: string) => fullName.replaceAll(suffix, '');

const emit = (event: SpecEvent) => appendFileSync(eventsFile, `${JSON.stringify(event)}\n`);
const failuresOf = (result: JasmineResult) =>
  result.failedExpectations.map(({ message, stack }) => `${message}\n${ownFrames(stack ?? '')}`);

/** The few lines of a stack that are not jasmine's. */
function ownFrames(stack: string): string {
  const frames = stack.split('\n').filter((line) => /^\s+at /.test(line) && !/jasmine|node:/.test(line));
  return frames.slice(0, 12).join('\n');
}

const jasmineCore = createRequire(import.meta.url)('jasmine-core') as {
  boot(core: unknown): { getEnv(): JasmineEnvironment };
};
const environment = jasmineCore.boot(jasmineCore).getEnv();
environment.configure({
  random: false,
  failFast: false,
  specFilter(spec) {
    return only.test(plainName(spec.getFullName()));
  },
});

let startedMs = 0;
environment.addReporter({
  specStarted(result) {
    startedMs = performance.now();
    emit({ event: 'started', name: plainName(result.fullName) });
  },
  specDone(result) {
    const elapsedMs = performance.now() - startedMs;
    const { status, fullName } = result;
    emit({ event: 'done', name: plainName(fullName), status, failures: failuresOf(result), elapsedMs });
  },
  suiteDone(result) {
    const failures = failuresOf(result);
    if (failures.length > 0) emit({ event: 'suite-failed', name: plainName(result.fullName), failures });
  },
  jasmineDone() {
    const kernels = tf.getKernelsForBackend(backend).map((kernel) => kernel.kernelName);
    emit({ event: 'finished', kernels });
    process.exit(0);
  },
});

await import('@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops.js');
await import('@tensorflow/tfjs-core/dist/register_all_gradients.js');
await import('@tensorflow/tfjs-backend-cpu');
if (backend === 'ort') (await import('../../src-main/engine/ort/register.ts')).registerOrtBackend();
const { setTestEnvs } = await import('@tensorflow/tfjs-core/dist/jasmine_util.js');
setTestEnvs([{ name: backend, backendName: backend, isDataSync: true }]);
await import('@tensorflow/tfjs-core/dist/tests.js');
environment.execute();
