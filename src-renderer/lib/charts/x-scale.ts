// From steps to what the horizontal axis shows: steps, epochs, or the time a run was under way (pauses left out).
// Between the ends of epochs, which are known exactly, steps are taken to be equally long.

export type XAxis = 'step' | 'epoch' | 'time';

interface Knot {
  readonly step: number;
  readonly x: number;
}

interface EndedEpoch {
  readonly epoch: number;
  readonly step: number;
  readonly endedAtMs: number;
}

interface WorkSpan {
  readonly phase: string;
  readonly stretch: number;
  readonly startedAtMs: number;
  readonly endedAtMs: number;
}

export interface XFacts {
  readonly epochs: readonly EndedEpoch[];
  readonly work: readonly WorkSpan[];
  /** Steps of one epoch in the phase under way, for what lies behind the last epoch. */
  readonly stepsPerEpoch: number;
  readonly lastStep: number;
}

/** Maps ascending steps to ascending x: epochs, or seconds. */
export function xOf(axis: XAxis, facts: XFacts): (step: number) => number {
  if (axis === 'step') return (step) => step;
  return through(axis === 'epoch' ? epochKnots(facts) : timeKnots(facts));
}

function epochKnots({ epochs, stepsPerEpoch, lastStep }: XFacts): Knot[] {
  const knots = [{ step: 0, x: 0 }, ...epochs.map(({ step, epoch }) => ({ step, x: epoch }))];
  const { step, x } = knots.at(-1)!; // begins with one
  const perEpoch = Math.max(1, stepsPerEpoch);
  return [
    ...knots,
    {
      step: Math.max(lastStep, step) + perEpoch,
      x: x + (Math.max(lastStep, step) + perEpoch - step) / perEpoch,
    },
  ];
}

function timeKnots({ epochs, work, lastStep }: XFacts): Knot[] {
  const worked = secondsUnderWay(work, epochs);
  const training = work.filter(({ phase }) => phase === 'training');
  const start = training[0]?.startedAtMs;
  if (start === undefined)
    return [
      { step: 0, x: 0 },
      { step: Math.max(1, lastStep), x: 0 },
    ];
  const last = { step: lastStep, x: worked(training.at(-1)!.endedAtMs) }; // not empty
  const knots = [
    { step: 0, x: worked(start) },
    ...epochs.map(({ step, endedAtMs }) => ({ step, x: worked(endedAtMs) })),
  ];
  return last.step > knots.at(-1)!.step ? [...knots, last] : knots; // begins with one
}

/** Seconds that a run had been under way at a moment of the clock. */
export function secondsUnderWay(
  work: readonly WorkSpan[],
  epochs: readonly Pick<EndedEpoch, 'endedAtMs'>[] = [],
): (atMs: number) => number {
  const stretches = [...Map.groupBy(work, ({ stretch }) => stretch).values()]
    .map((spans) => ({
      start: Math.min(...spans.map(({ startedAtMs }) => startedAtMs)),
      end: Math.max(...spans.map(({ endedAtMs }) => endedAtMs)),
    }))
    .toSorted((a, b) => a.start - b.start)
    // The last epoch of a stretch ends a little behind its last step.
    .map(({ start, end }, at, all) => {
      const next = all[at + 1]?.start ?? Number.POSITIVE_INFINITY;
      const ends = epochs.map(({ endedAtMs }) => endedAtMs).filter((ms) => ms > end && ms < next);
      return { start, end: Math.max(end, ...ends) };
    });
  return (atMs) =>
    stretches.reduce((sum, { start, end }) => sum + Math.max(0, Math.min(atMs, end) - start), 0) / 1000;
}

/** Straight lines from knot to knot; behind the last on as before it. */
function through(knots: readonly Knot[]): (step: number) => number {
  let at = 0;
  return (step) => {
    if (step < knots[at]!.step) at = 0;
    while (at < knots.length - 2 && knots[at + 1]!.step <= step) at += 1;
    const [from, until] = [knots[at]!, knots[at + 1] ?? knots[at]!];
    const length = until.step - from.step;
    return length <= 0 ? until.x : from.x + ((step - from.step) / length) * (until.x - from.x);
  };
}
