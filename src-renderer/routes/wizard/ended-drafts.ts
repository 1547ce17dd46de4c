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
  try {
    sessionStorage.setItem(key, JSON.stringify({ ...read(), [id]: run }));
  } catch {
    // Denied; see above.
  }
}
