// node bench/run.ts [case...] [--rounds n] [--threads n] [--compile] [--dry] [--list]
import { parseArgs } from 'node:util';
import { tableLines } from '../src-main/evaluation/text-table.ts';
import { type BenchCase, benchCases } from './case-table.ts';
import { machineDescription, otherLoad } from './machine.ts';
import { measureJob } from './measure-job.ts';
import { type MeasureOptions, measureStart, measureSteps } from './measure-steps.ts';
import type { Measurement } from './measurement.ts';
import { readResults, resultColumns, resultRow, saveResults } from './results.ts';
import { finesseSide, peerSide } from './sides.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '5' },
    threads: { type: 'string', default: '2' },
    /** Also try PyTorch with torch.compile. */
    compile: { type: 'boolean', default: false },
    /** Print only; leave RESULTS.md as it is. */
    dry: { type: 'boolean', default: false },
    list: { type: 'boolean', default: false },
  },
});

/** Spinning threads that wait for one another slow down far more than others on a busy machine: PyTorch's above all. */
const disturbingLoad = 0.2;

if (values.list) {
  console.log(
    tableLines(
      ['name', 'case'],
      benchCases.map(({ name, title }) => [name, title]),
    ).join('\n'),
  );
} else {
  await runCases(chosenCases());
}

function chosenCases(): readonly BenchCase[] {
  if (positionals.length === 0) return benchCases;
  return positionals.map((name) => {
    const found = benchCases.find((work) => work.name === name);
    if (!found)
      throw new Error(`No case named ${name}. Known: ${benchCases.map((work) => work.name).join(', ')}`);
    return found;
  });
}

async function runCases(cases: readonly BenchCase[]): Promise<void> {
  const peer = peerSide();
  if (typeof peer === 'string') console.error(peer);
  const options: MeasureOptions = {
    rounds: Number(values.rounds),
    threads: Number(values.threads),
    compile: values.compile,
    ours: finesseSide,
    peer: typeof peer === 'string' ? undefined : peer,
    log: (line) => console.error(line),
  };
  const rows: string[][] = [];
  for (const work of cases) {
    const load = await otherLoad();
    if (load > disturbingLoad) console.error(`${work.name}: ${disturbed(load)}`);
    const measurement = await measure(work, options);
    rows.push(resultRow(work, measurement));
    if (!values.dry && load <= disturbingLoad) keep(work, measurement, options);
  }
  console.log(tableLines(resultColumns, rows).join('\n'));
}

function disturbed(load: number): string {
  const share = `${Math.round(load * 100)} %`;
  return `other programs keep ${share} of the processor busy; measured all the same, but not kept.`;
}

function measure(work: BenchCase, options: MeasureOptions): Promise<Measurement> {
  switch (work.kind) {
    case 'start':
      return measureStart(work, options);
    case 'whole-job':
      return measureJob(work, options);
    default:
      return measureSteps(work, options);
  }
}

/** After each case, so that a long series may be stopped. */
function keep(work: BenchCase, measurement: Measurement, { rounds, threads }: MeasureOptions): void {
  const date = new Date().toISOString().slice(0, 10);
  const result = { ...measurement, machine: machineDescription(), threads, rounds, date };
  saveResults({ ...readResults(), [work.name]: result }, benchCases);
}
