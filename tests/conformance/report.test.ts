import { describe, expect, it } from 'vitest';
import type { Exclusion } from './exclusions.ts';
import { formatReport, reportOf } from './report.ts';
import type { SpecRun } from './run-conformance.ts';
import type { SpecDone } from './spec-events.ts';

function spec(name: string, failure?: string): SpecDone {
  const failures = failure === undefined ? [] : [failure];
  return { event: 'done', name, status: failure === undefined ? 'passed' : 'failed', failures, elapsedMs: 1 };
}

function runOf(...specs: readonly SpecDone[]): SpecRun {
  const finished = { event: 'finished', kernels: ['Add'] } as const;
  return { specs, suiteFailures: [], finished, diedIn: undefined, stderr: '' };
}

const notRegistered = (kernel: string) => `Error: Kernel '${kernel}' not registered for backend 'ort'`;
const rounding: Exclusion = { pattern: /^erf/, reason: 'other rounding' };

describe('report of a conformance run', () => {
  it('counts a spec that lacks a listed kernel as not implemented', () => {
    const report = reportOf(runOf(spec('fft works', notRegistered('FFT'))), [], new Set(['FFT']), true);
    expect([...report.notImplemented.keys()]).toEqual(['FFT']);
    expect(report.failed).toEqual([]);
  });

  it('fails a spec that lacks a kernel nobody listed', () => {
    const report = reportOf(runOf(spec('fft works', notRegistered('FFT'))), [], new Set(), true);
    expect(report.failed.map(({ name }) => name)).toEqual(['fft works']);
  });

  it('excuses an excluded spec and prints the reason', () => {
    const report = reportOf(runOf(spec('erf of 3', 'off by 1')), [rounding], new Set(), true);
    expect(report.failed).toEqual([]);
    expect(formatReport(report)).toContain('excluded 1: other rounding');
  });

  it('complains about an exclusion whose specs all pass, and about one that matches nothing', () => {
    expect(reportOf(runOf(spec('erf of 3')), [rounding], new Set(), true).problems).toHaveLength(1);
    expect(reportOf(runOf(spec('exp')), [rounding], new Set(), true).problems).toHaveLength(1);
    expect(reportOf(runOf(spec('exp')), [rounding], new Set(), false).problems).toEqual([]);
  });

  it('complains about a kernel that is listed as missing and implemented', () => {
    expect(reportOf(runOf(spec('add')), [], new Set(['Add']), true).problems).toHaveLength(1);
  });

  it('names the spec in which the process died', () => {
    const died = { ...runOf(spec('add')), finished: undefined, diedIn: 'sub of nothing' };
    expect(reportOf(died, [], new Set(), false).problems[0]).toContain("died in 'sub of nothing'");
  });
});
