// `finesse doctor`: what this machine can train with.
import type { Command } from 'commander';
import type { BackendDiagnosis } from '../engine/doctor.ts';
import { print, printJson } from './output.ts';

export function addDoctor(program: Command): void {
  program
    .command('doctor')
    .description('which backends load on this machine, how fast they are, and what to do about the others')
    .option('--json', 'one line of JSON')
    .addHelpText('after', '\nExamples:\n  finesse doctor\n  finesse doctor --json')
    .action(async (options: { json?: boolean }) => {
      const { diagnose } = await import('../engine/doctor.ts');
      const diagnosis = await diagnose();
      if (options.json) return printJson(diagnosis);
      const { cpu, threads, memoryBytes, backends, fastest } = diagnosis;
      print(`${cpu}, ${threads} threads, ${(memoryBytes / 2 ** 30).toFixed(1)} GiB of memory`);
      for (const backend of backends) print(backendText(backend, fastest));
    });
}

function backendText(diagnosis: BackendDiagnosis, fastest: string): string {
  const name = diagnosis.backend.padEnd(11);
  if (!diagnosis.loads) return `${name} does not load: ${diagnosis.reason}`;
  const auto = diagnosis.backend === fastest ? '; "auto" takes this one' : '';
  return `${name} ${diagnosis.stepMs.toFixed(1)} ms for a training step${auto}`;
}
