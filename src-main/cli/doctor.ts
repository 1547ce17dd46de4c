// `finesse doctor`: what this machine can train with.
import type { Command } from 'commander';
import type { BackendDiagnosis } from '../engine/doctor.ts';
import type { ProviderDiagnosis } from '../engine/provider-probe.ts';
import { print, printJson } from './output.ts';

export function addDoctor(program: Command): void {
  program
    .command('doctor')
    .description(
      'which backends and execution providers work here, how fast, and what to do about the others',
    )
    .option('--json', 'one line of JSON')
    .addHelpText('after', '\nExamples:\n  finesse doctor\n  finesse doctor --json')
    .action(async (options: { json?: boolean }) => {
      const { diagnose } = await import('../engine/doctor.ts');
      const diagnosis = await diagnose();
      if (options.json) return printJson(diagnosis);
      const { cpu, threads, memoryBytes, backends, fastest, providers } = diagnosis;
      print(`${cpu}, ${threads} threads, ${(memoryBytes / 1e9).toFixed(1)} GB of memory`);
      print('backends (engine.backend)');
      for (const backend of backends) print(`  ${backendText(backend, fastest)}`);
      print('execution providers of ort (engine.provider)');
      for (const provider of providers) print(`  ${providerText(provider)}`);
    });
}

function backendText(diagnosis: BackendDiagnosis, fastest: string): string {
  const name = diagnosis.backend.padEnd(11);
  if (!diagnosis.loads) return `${name} does not load: ${diagnosis.reason.message}`;
  const auto = diagnosis.backend === fastest ? '; "auto" takes this one' : '';
  return `${name} ${diagnosis.stepMs.toFixed(1)} ms for a training step${auto}`;
}

function providerText(diagnosis: ProviderDiagnosis): string {
  const name = diagnosis.provider.padEnd(11);
  return diagnosis.works
    ? `${name} works, ${diagnosis.ms.toFixed(1)} ms for ${diagnosis.measured}`
    : `${name} does not work: ${diagnosis.reason.message}`;
}
