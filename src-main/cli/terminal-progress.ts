// Training progress on a terminal: one live line, and one kept line for each epoch. Where there is no terminal only
// the kept lines are written.
import type { Run } from '../store/runs-repository.ts';
import type { Recipe } from '../training/recipe.ts';
import type { TrainingEvent } from '../training/training-events.ts';
import { openLiveLine } from './live-line.ts';
import { print, styled } from './output.ts';
import { epochLine, initialState, nextState, progressLine, type TrainingState } from './training-state.ts';

export interface TerminalProgress {
  /** Says which run begins; events that came before are shown then. */
  begin(run: Run): void;
  show(event: TrainingEvent): void;
  say(text: string): void;
  /** Takes the live line away. */
  end(): void;
}

export function openTerminalProgress(): TerminalProgress {
  const line = openLiveLine();
  let state: TrainingState | undefined;
  let waiting: TrainingEvent[] = [];

  const keep = (text: string) => {
    line.clear();
    print(text);
  };
  const show = (event: TrainingEvent) => {
    if (!state) {
      waiting.push(event);
      return;
    }
    state = nextState(state, event, performance.now());
    const kept = keptLine(state, event);
    if (kept !== undefined) keep(kept);
    line.draw(progressLine(state));
  };
  return {
    show,
    begin(run) {
      keep(styled('bold', `Run ${run.id}  ${run.name}`));
      state = initialState(JSON.parse(run.recipe) as Recipe); // stored by this program, validated before
      for (const event of waiting) show(event);
      waiting = [];
    },
    say: keep,
    end: line.clear,
  };
}

/** What of an event is worth a line that stays. */
function keptLine(state: TrainingState, event: TrainingEvent): string | undefined {
  if (event.type === 'epoch') return epochLine(state, event);
  if (event.type === 'compatibility') return event.summary.message;
  if (event.type === 'log')
    return event.level === 'info' ? event.message : `${event.level}: ${event.message}`;
  if (event.type === 'dataset') {
    const { examples, classes, problems } = event.version;
    const count = problems.filter(({ warning }) => !warning).length;
    const unusable = count > 0 ? `, ${count} not usable` : '';
    return `${examples.length} examples of ${classes.length} classes${unusable}`;
  }
  return undefined;
}
