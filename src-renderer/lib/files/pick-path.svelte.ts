// Choosing a file or folder of the machine that Finesse runs on: the system's own dialog in the window, our picker in
// a browser. One picker at a time; `PathPicker.svelte`, in the frame, draws it.
import type { ApiClient } from '../../../src-main/api/contract.ts';

type Show = NonNullable<Parameters<ApiClient['files']['list']>[0]['show']>;

export interface PickOptions {
  readonly kind: 'folder' | 'file' | 'save';
  readonly show: Show;
  readonly title: string;
  readonly suggestedName?: string;
  /** A folder to write into. Such begin where something was saved last, not among the data that was read. */
  readonly writes?: boolean;
}

export interface Picking extends PickOptions {
  readonly api: ApiClient;
  readonly roots: readonly { readonly name: string; readonly path: string }[];
  /** Where to begin; empty where nothing was chosen yet. */
  readonly lastFolder: string;
  readonly done: (path: string | undefined) => void;
}

class Picker {
  #current = $state.raw<Picking>();

  get current(): Picking | undefined {
    return this.#current;
  }

  open(picking: Picking): void {
    this.#current?.done(undefined);
    this.#current = picking;
  }

  finish(path: string | undefined): void {
    const { done } = this.#current ?? {};
    this.#current = undefined;
    done?.(path);
  }
}

export const picker = new Picker();

const modes = { folder: 'folder', file: 'open', save: 'save' } as const;

/** The chosen path, or undefined when nothing was chosen. Rejects as the API does. */
export async function pickPath(api: ApiClient, options: PickOptions): Promise<string | undefined> {
  const { dialogs, folders } = await api.files.roots();
  if (dialogs) {
    const { kind, show, title, suggestedName: suggested } = options;
    const { paths } = await api.files.choose({ mode: modes[kind], show, title, suggested });
    return paths[0];
  }
  const kept = options.kind === 'save' || options.writes ? 'lastSaveFolder' : 'lastFolder';
  const { [kept]: lastFolder } = await api.settings.get();
  const path = await new Promise<string | undefined>((done) =>
    picker.open({ ...options, api, roots: folders, lastFolder, done }),
  );
  // A convenience for next time: when it cannot be kept, nothing is lost.
  if (path !== undefined) void api.settings.put({ [kept]: nextFolder(path, options.kind) }).catch(() => {});
  return path;
}

/** Where to begin next time: where the file lies, or in the chosen folder, so that choosing at once means it again. */
function nextFolder(path: string, kind: PickOptions['kind']): string {
  return kind === 'folder' ? path : path.replace(/[\\/][^\\/]*$/, '');
}
