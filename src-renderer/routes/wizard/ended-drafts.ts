// What became of drafts that ended in this tab. Back leads to their addresses still, where an empty draft would pass for
// the old one; any other unknown address is that of a new draft. Kept as long as the tab is, so that a reload changes nothing.

export interface EndedDraft {
  readonly id: string;
  /** The run it became; null where it was removed. */
  readonly run: string | null;
}

const key = 'finesse.endedDrafts';

function read(): Readonly<Record<string, string | null>> {
  try {
    return JSON.parse(sessionStorage.getItem(key) ?? '{}') as Record<string, string | null>; // written below
  } catch {
    return {}; // storage that is denied or damaged: Back then shows an empty draft
  }
}

export function endedDraft(id: string): EndedDraft | undefined {
  const run = read()[id];
  return run === undefined ? undefined : { id, run };
}

/** To be called once the draft is gone from the store. */
export function rememberEnded({ id, run }: EndedDraft): void {
  write({ ...read(), [id]: run });
}

/** To be called once a removed draft is in the store again. */
export function forgetEnded(id: string): void {
  const { [id]: _, ...others } = read();
  write(others);
}

function write(ended: Readonly<Record<string, string | null>>): void {
  try {
    sessionStorage.setItem(key, JSON.stringify(ended));
  } catch {
    // Denied; see above.
  }
}
