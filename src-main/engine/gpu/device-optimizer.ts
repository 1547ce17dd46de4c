// The optimizer of a backend whose variables live on a device: gradients, moments and parameters never leave it.
// Each update makes new arrays and frees the old ones, whose memory the provider uses again for the next.
import { availableParallelism } from 'node:os';
import { engineError } from '../errors.ts';
import type { OnnxGraph } from '../onnx/onnx-graph.ts';
import { momentNames } from '../optimizer/moments.ts';
import type {
  OptimizedParameter,
  Optimizer,
  OptimizerOptions,
  OptimizerState,
} from '../optimizer/optimizer.ts';
import { ortTensor } from '../ort/session.ts';
import type { DeviceVariableBackend } from '../variables.ts';
import type { Device } from './device.ts';
import { DeviceArray, type Gradient } from './device-array.ts';
import { DeviceSession, type Feed } from './device-session.ts';
import { momentLetters, squaresGraph, sumGraph, updateGraph } from './update-graphs.ts';

export class DeviceOptimizer implements Optimizer {
  readonly #options: OptimizerOptions;
  readonly #parameters: readonly OptimizedParameter[];
  readonly #backend: DeviceVariableBackend;
  readonly #device: Device;
  /** [moment][parameter] */
  readonly #moments: DeviceArray[][];
  readonly #sessions = new Map<string, DeviceSession>();
  #gradients: DeviceArray[] = [];
  #accumulated = 0;
  #updates = 0;

  constructor(
    options: OptimizerOptions,
    parameters: readonly OptimizedParameter[],
    { backend, device }: { readonly backend: DeviceVariableBackend; readonly device: Device },
  ) {
    this.#options = options;
    this.#parameters = parameters;
    this.#backend = backend;
    this.#device = device;
    this.#moments = momentNames(options).map(() =>
      parameters.map(({ variable }) => device.upload(new Float32Array(variable.size), variable.shape)),
    );
  }

  accumulate(gradients: Readonly<Record<string, Gradient>>): void {
    const arrays = this.#parameters.map(({ name, variable }) => {
      const gradient = gradients[name];
      if (gradient?.length !== variable.size)
        throw engineError('bad-gradient', { name, expected: variable.size, got: gradient?.length ?? 0 });
      return gradient instanceof DeviceArray ? gradient : this.#device.upload(gradient, variable.shape);
    });
    this.#accumulated++;
    if (this.#accumulated === 1) {
      this.#gradients = arrays;
      return;
    }
    const sums = this.#session('sum', () => sumGraph(this.#shapes()), 'the sum of gradients').run({
      ...named('g', this.#gradients),
      ...named('h', arrays),
    });
    disposeAll([...this.#gradients, ...arrays]);
    this.#gradients = this.#parameters.map((_, index) => sums[`g.${index}+`] as DeviceArray);
  }

  apply(learningRate: (name: string) => number, clipNorm?: number): number {
    const norm = this.#gradientNorm() / this.#accumulated;
    if (Number.isFinite(norm)) {
      this.#updates++;
      const clip = clipNorm !== undefined && norm > clipNorm ? clipNorm / (norm + 1e-6) : 1;
      this.#update(
        this.#parameters.map(({ name }) => learningRate(name)),
        clip / this.#accumulated,
      );
    }
    disposeAll(this.#gradients);
    this.#gradients = [];
    this.#accumulated = 0;
    return norm;
  }

  #gradientNorm(): number {
    const session = this.#session('squares', () => squaresGraph(this.#shapes()), 'the norm of the gradients');
    const { squares } = session.run(named('g', this.#gradients));
    return Math.sqrt((squares as Float32Array)[0]!);
  }

  #update(rates: readonly number[], scale: number): void {
    const groupRates = [...new Set(rates)];
    const groups = rates.map((rate) => groupRates.indexOf(rate));
    const letters = momentLetters(this.#options);
    const session = this.#session(
      `update ${groups}`,
      () => updateGraph(this.#options, this.#updated(groups)),
      'the update of the parameters',
    );
    const results = session.run({
      ...this.#scalars(groupRates, scale, session),
      ...named(
        'w',
        this.#parameters.map(({ variable }) => this.#backend.deviceArray(variable, this.#device)),
      ),
      ...named('g', this.#gradients),
      ...Object.assign({}, ...letters.map((letter, moment) => named(letter, this.#moments[moment]!))),
    });
    for (const [index, { variable }] of this.#parameters.entries()) {
      this.#backend.bindDeviceArray(variable, results[`w.${index}+`] as DeviceArray);
      for (const [moment, letter] of letters.entries())
        this.#setMoment(moment, index, results[`${letter}.${index}+`] as DeviceArray);
    }
  }

  #updated(groups: readonly number[]) {
    return this.#parameters.map(({ variable, decay }, index) => ({
      shape: variable.shape,
      decay,
      group: groups[index]!,
    }));
  }

  /** The scalar inputs that the graph has, as `updateGraph` describes them. */
  #scalars(groupRates: readonly number[], scale: number, session: DeviceSession): Record<string, Feed> {
    const { beta1, beta2, weightDecay } = this.#options;
    const all: Record<string, number> = { scale, root: 1 / Math.sqrt(1 - beta2 ** this.#updates) };
    for (const [group, rate] of groupRates.entries()) {
      all[`rate${group}`] = rate;
      all[`step${group}`] = rate / (1 - beta1 ** this.#updates);
      all[`shrink${group}`] = 1 - rate * weightDecay;
    }
    const feeds = Object.entries(all).flatMap(([name, value]) =>
      session.inputs.has(name) ? [[name, ortTensor('float32', Float32Array.of(value), [])] as const] : [],
    );
    return Object.fromEntries(feeds);
  }

  state(): OptimizerState {
    const tensors = new Map<string, Float32Array>();
    this.#eachMoment((key, array) => tensors.set(key, array.read()));
    return { updates: this.#updates, tensors };
  }

  restore(state: OptimizerState): void {
    this.#eachMoment((key, { length, shape }, place) => {
      const saved = state.tensors.get(key);
      if (saved?.length !== length)
        throw engineError('bad-optimizer-state', { name: key, expected: length, got: saved?.length ?? 0 });
      this.#setMoment(place.moment, place.index, this.#device.upload(saved, shape));
    });
    this.#updates = state.updates;
  }

  dispose(): void {
    for (const session of this.#sessions.values()) session.dispose();
    this.#sessions.clear();
    disposeAll([...this.#gradients, ...this.#moments.flat()]);
  }

  #setMoment(moment: number, index: number, array: DeviceArray): void {
    const arrays = this.#moments[moment]!;
    arrays[index]!.dispose();
    arrays[index] = array;
  }

  #eachMoment(
    visit: (key: string, array: DeviceArray, place: { moment: number; index: number }) => void,
  ): void {
    for (const [index, { name }] of this.#parameters.entries())
      for (const [moment, momentName] of momentNames(this.#options).entries())
        visit(`${name}/${momentName}`, this.#moments[moment]![index]!, { moment, index });
  }

  #shapes(): readonly (readonly number[])[] {
    return this.#parameters.map(({ variable }) => variable.shape);
  }

  #session(key: string, build: () => OnnxGraph, name: string): DeviceSession {
    let session = this.#sessions.get(key);
    if (session === undefined) {
      const graph = build();
      const resident = new Set(
        graph.outputs.flatMap((output) => (output.name.endsWith('+') ? [output.name] : [])),
      );
      const options = { name, purpose: 'training', resident, threads: availableParallelism() } as const;
      session = new DeviceSession(this.#device, graph, options);
      this.#sessions.set(key, session);
    }
    return session;
  }
}

function named(letter: string, arrays: readonly DeviceArray[]): Record<string, DeviceArray> {
  return Object.fromEntries(arrays.map((array, index) => [`${letter}.${index}`, array]));
}

function disposeAll(arrays: readonly DeviceArray[]): void {
  for (const array of arrays) array.dispose();
}
