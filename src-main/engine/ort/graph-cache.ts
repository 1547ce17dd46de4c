// Compiled graphs by structure: what tensors read outside compiled steps are computed with.
import { CompiledGraph } from './compiled-graph.ts';
import { type RecordedGraph, threadsFor } from './recorded-graph.ts';
import type { Value } from './recording.ts';
import type { HostArray } from './session.ts';

/** Counters of a cache, for `finesse doctor`, tests and benchmarks. */
export interface GraphCacheStatistics {
  readonly graphs: number;
  readonly hits: number;
  readonly misses: number;
  /** Misses that only changed which scalars are inputs. */
  readonly respecialised: number;
  readonly compileMs: number;
}

interface Entry {
  compiled: CompiledGraph;
  /** Scalar leaves compiled in, with the value each had. */
  constants: Map<number, number>;
  /** Scalar leaves seen with different values: inputs from now on. */
  readonly varying: Set<number>;
}

/** Compiled graphs by structure, the least recently used dropped first. */
export class GraphCache {
  readonly #entries = new Map<string, Entry>();
  readonly #capacity: number;
  #hits = 0;
  #misses = 0;
  #respecialised = 0;
  #compileMs = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** Computes the outputs of a graph; all leaves must be computed. */
  run(graph: RecordedGraph, threads: number): HostArray[] {
    return this.#compiled(graph, threads).run(graph.leaves);
  }

  statistics(): GraphCacheStatistics {
    return {
      graphs: this.#entries.size,
      hits: this.#hits,
      misses: this.#misses,
      respecialised: this.#respecialised,
      compileMs: this.#compileMs,
    };
  }

  dispose(): void {
    for (const entry of this.#entries.values()) entry.compiled.dispose();
    this.#entries.clear();
  }

  #compiled(graph: RecordedGraph, threads: number): CompiledGraph {
    const entry = this.#entries.get(graph.key);
    if (entry === undefined) {
      this.#misses++;
      return this.#add(graph, new Set(), threads).compiled;
    }
    this.#entries.delete(graph.key);
    this.#entries.set(graph.key, entry);
    const changed = [...entry.constants].filter(
      ([index, value]) => !Object.is(scalarOf(graph.leaves[index] as Value), value),
    );
    if (changed.length === 0) {
      this.#hits++;
      return entry.compiled;
    }
    this.#misses++;
    this.#respecialised++;
    for (const [index] of changed) entry.varying.add(index);
    entry.compiled.dispose();
    return this.#add(graph, entry.varying, threads).compiled;
  }

  /** Scalars are compiled in by value until they are seen to change: most are constants of the caller's formulas. */
  #add(graph: RecordedGraph, varying: Set<number>, threads: number): Entry {
    const started = performance.now();
    const constants = new Map<number, number>();
    graph.leaves.forEach((leaf, index) => {
      if (isScalarConstant(leaf) && !varying.has(index)) constants.set(index, scalarOf(leaf));
    });
    const options = { threads: threadsFor(graph, threads), purpose: 'training' } as const;
    const entry = {
      compiled: new CompiledGraph(graph, new Set(constants.keys()), options),
      constants,
      varying,
    };
    this.#entries.set(graph.key, entry);
    if (this.#entries.size > this.#capacity) this.#dropOldest();
    this.#compileMs += performance.now() - started;
    return entry;
  }

  #dropOldest(): void {
    const [key, entry] = this.#entries.entries().next().value as [string, Entry];
    this.#entries.delete(key);
    entry.compiled.dispose();
  }
}

/** A scalar that may be compiled into a graph by value. */
function isScalarConstant(leaf: Value): boolean {
  return leaf.size === 1 && !leaf.pinned;
}

function scalarOf(leaf: Value): number {
  return (leaf.onHost() as HostArray)[0] as number;
}
