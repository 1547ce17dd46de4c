// Measures steps: ours and the peer in turn, each side a process of its own, so that only one computes at a time.
import type { StartCase, StepCase } from './case-table.ts';
import { type Measurement, newParty, type Party, summarise } from './measurement.ts';
import { type PeerVariant, Side, type SideCommand } from './side.ts';
import { median } from './statistics.ts';

export interface MeasureOptions {
  readonly rounds: number;
  readonly threads: number;
  readonly ours: SideCommand;
  readonly peer?: SideCommand;
  /** Also try torch.compile. */
  readonly compile: boolean;
  readonly log: (line: string) => void;
}

interface Player extends Party {
  readonly command: SideCommand;
  readonly variant: PeerVariant;
}

/** Bursts in turn; the first of each side is warm-up and dropped. */
export async function measureSteps(work: StepCase, options: MeasureOptions): Promise<Measurement> {
  return measure(work, options, async (players) => {
    await using sides = new AsyncDisposableStack();
    const started = new Map<Player, Side>();
    for (const player of players) started.set(player, sides.use(await setUp(player, work, options.threads)));
    for (let round = 0; round <= options.rounds; round++) {
      for (const [player, side] of started) {
        const ms = median(await side.run(work.stepsPerBurst));
        if (round > 0) player.rounds.push(ms);
        player.peakMemoryMb = side.peakMemoryMb();
      }
      options.log(`${work.name}: round ${round} of ${options.rounds}`);
    }
  });
}

/** From the start of a process to the end of its first step, a fresh process in each round. */
export async function measureStart(work: StartCase, options: MeasureOptions): Promise<Measurement> {
  return measure(work, options, async (players) => {
    for (let round = 1; round <= options.rounds; round++) {
      for (const player of players) {
        const begun = performance.now();
        await using side = await setUp(player, work, options.threads);
        await side.run(1);
        player.rounds.push(performance.now() - begun);
        player.peakMemoryMb = side.peakMemoryMb();
      }
      options.log(`${work.name}: round ${round} of ${options.rounds}`);
    }
  });
}

async function measure(
  work: StepCase | StartCase,
  options: MeasureOptions,
  play: (players: readonly Player[]) => Promise<void>,
): Promise<Measurement> {
  const variant = options.peer ? await bestVariant(options.peer, work, options) : {};
  const ours: Player = { ...newParty(), command: options.ours, variant: {} };
  const peer: Player | undefined = options.peer && { ...newParty(), command: options.peer, variant };
  await play(peer ? [ours, peer] : [ours]);
  return summarise(ours, peer, variant);
}

async function setUp(player: Player, work: StepCase | StartCase, threads: number): Promise<Side> {
  const side = new Side(player.command);
  try {
    player.versions = await side.setup({ threads, peer: player.variant, work });
    return side;
  } catch (error) {
    await side[Symbol.asyncDispose]();
    throw error;
  }
}

const trialSteps = 3;

/** PyTorch gets the variant it is fastest with here: each is tried in a process of its own. */
async function bestVariant(
  command: SideCommand,
  work: StepCase | StartCase,
  { compile, threads, log }: MeasureOptions,
): Promise<PeerVariant> {
  const variants = peerVariants(work, compile);
  let best = { variant: variants[0]!, ms: Number.POSITIVE_INFINITY };
  for (const variant of variants.length > 1 ? variants : []) {
    await using side = await setUp({ ...newParty(), command, variant }, work, threads);
    const ms = Math.min(...(await side.run(trialSteps)));
    log(`${work.name}: PyTorch with ${JSON.stringify(variant)}: ${ms.toFixed(0)} ms`);
    if (ms < best.ms) best = { variant, ms };
  }
  return best.variant;
}

function peerVariants(work: StepCase | StartCase, compile: boolean): PeerVariant[] {
  const layouts: PeerVariant[] =
    work.imageSize === undefined ? [{}] : [{ channelsLast: true }, { channelsLast: false }];
  return compile ? layouts.flatMap((layout) => [layout, { ...layout, compile: true }]) : layouts;
}
