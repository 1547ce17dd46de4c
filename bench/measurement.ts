// What a case has measured, on each side and together.
import type { PeerVariant } from './side.ts';
import { median, pairedRatio } from './statistics.ts';

export interface SideResult {
  readonly medianMs: number;
  readonly minMs: number;
  readonly peakMemoryMb?: number;
  /** Of a whole job. */
  readonly testAccuracy?: number;
}

export interface Measurement {
  readonly ours: SideResult;
  readonly peer?: SideResult;
  /** The peer's time over ours, median of the rounds. */
  readonly timesAsFast?: number;
  /** What PyTorch was fastest with. */
  readonly variant?: PeerVariant;
  readonly versions: Readonly<Record<string, string>>;
}

/** What one side has done so far. */
export interface Party {
  /** One time for each round, milliseconds. */
  readonly rounds: number[];
  versions: Readonly<Record<string, string>>;
  peakMemoryMb?: number;
  testAccuracy?: number;
}

export function newParty(): Party {
  return { rounds: [], versions: {} };
}

export function summarise(ours: Party, peer: Party | undefined, variant: PeerVariant): Measurement {
  return {
    ours: sideResult(ours),
    ...(peer && { peer: sideResult(peer), timesAsFast: pairedRatio(ours.rounds, peer.rounds), variant }),
    versions: { ...ours.versions, ...peer?.versions },
  };
}

function sideResult({ rounds, peakMemoryMb, testAccuracy }: Party): SideResult {
  return { medianMs: median(rounds), minMs: Math.min(...rounds), peakMemoryMb, testAccuracy };
}
