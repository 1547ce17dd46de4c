// One picking: the folder on show, the entry at the cursor, the name to save as, and what would be given back.
import type { FileEntry } from '../../../src-main/api/contract/files.ts';
import type { ApiClient } from '../../../src-main/api/contract.ts';
import { faultOf } from '../api/faults.ts';
import { Resource } from '../api/resource.svelte.ts';
import type { Picking } from './pick-path.svelte.ts';

type Listing = Awaited<ReturnType<ApiClient['files']['list']>>;

export class PickerView {
  readonly picking: Picking;
  readonly listing = new Resource<Listing>();
  #cursor = $state(-1);
  #filter = $state('');
  #name = $state('');
  #hidden = $state(false);

  constructor(picking: Picking) {
    this.picking = picking;
    this.#name = picking.suggestedName ?? '';
    void this.#begin();
  }

  get filter(): string {
    return this.#filter;
  }

  set filter(filter: string) {
    this.#filter = filter;
    this.#cursor = -1;
  }

  /** Name to save as. */
  get name(): string {
    return this.#name;
  }

  set name(name: string) {
    this.#name = name;
  }

  get hidden(): boolean {
    return this.#hidden;
  }

  /** Entries of the folder that fit the filter. */
  get entries(): readonly FileEntry[] {
    const wanted = this.#filter.trim().toLowerCase();
    return (this.listing.value?.entries ?? []).filter(({ name }) => name.toLowerCase().includes(wanted));
  }

  get cursor(): number {
    return this.#cursor;
  }

  get chosen(): FileEntry | undefined {
    return this.entries[this.#cursor];
  }

  /** What would be given back now. */
  get result(): string | undefined {
    const folder = this.listing.value?.path;
    if (folder === undefined) return undefined;
    const { chosen } = this;
    switch (this.picking.kind) {
      case 'folder':
        return chosen?.kind === 'folder' ? chosen.path : folder;
      case 'file':
        return chosen?.kind === 'file' ? chosen.path : undefined;
      case 'save':
        return this.#name.trim() === '' ? undefined : joined(folder, this.#name.trim());
      default:
        return this.picking.kind satisfies never;
    }
  }

  /** Saving would replace a file that is there. */
  get replaces(): boolean {
    return this.picking.kind === 'save' && this.entries.some(({ path }) => path === this.result);
  }

  point(index: number): void {
    this.#cursor = Math.max(-1, Math.min(this.entries.length - 1, index));
    if (this.picking.kind === 'save' && this.chosen?.kind === 'file') this.#name = this.chosen.name;
  }

  go(path: string): Promise<void> {
    this.#cursor = -1;
    this.#filter = '';
    const { api, show } = this.picking;
    return this.listing.load((signal) => api.files.list({ path, show, hidden: this.#hidden }, { signal }));
  }

  /**
   * Goes to a path that was typed: into a folder; to a file, which is then chosen; where saving, to the folder a new file
   * shall lie in, with its name. `~` is the home folder, and what is not whole begins in the folder on show. Rejects with
   * the fault of the path, and stays.
   */
  async goTyped(text: string): Promise<void> {
    const path = this.#whole(text.trim());
    const { api, show, kind } = this.picking;
    try {
      await api.files.list({ path, show });
      return await this.go(path);
    } catch (error) {
      if (!['files.notAFolder', 'files.notThere'].includes(faultOf(error).code ?? '')) throw error;
      const [, start = '', name = ''] = /^(.*[\\/])([^\\/]+)$/.exec(path) ?? [];
      const folder = /^([\\/]|[a-z]:[\\/])$/i.test(start) ? start : start.slice(0, -1);
      const { entries } = await api.files.list({ path: folder, show, hidden: this.#hidden });
      const isThere = entries.some((entry) => entry.name === name && entry.kind === 'file');
      if (kind === 'folder' || (kind === 'file' && !isThere)) throw error;
      await this.go(folder);
      this.point(this.entries.findIndex((entry) => entry.name === name));
      if (kind === 'save') this.#name = name;
    }
  }

  #whole(text: string): string {
    const home = this.picking.roots.find(({ name }) => name === '~')?.path;
    if (home !== undefined && /^~([\\/]|$)/.test(text)) return home + text.slice(1);
    const here = this.listing.value?.path;
    return here === undefined || /^([\\/]|[a-z]:)/i.test(text) ? text : joined(here, text);
  }

  /** To the folder around this one, where it may be shown. */
  async up(): Promise<void> {
    const parent = this.listing.value?.trail.at(-2);
    if (parent) await this.go(parent.path);
  }

  async showHidden(hidden: boolean): Promise<void> {
    this.#hidden = hidden;
    const here = this.listing.value?.path;
    if (here !== undefined) await this.go(here);
  }

  async makeFolder(name: string): Promise<void> {
    const parent = this.listing.value?.path;
    if (parent === undefined) return;
    const { path } = await this.picking.api.files.makeFolder({ parent, name });
    await this.go(path);
  }

  /** Where something was chosen last, or else the first place. */
  async #begin(): Promise<void> {
    const { lastFolder, roots } = this.picking;
    if (lastFolder !== '') await this.go(lastFolder);
    const [first] = roots;
    // The folder of last time may be gone, or no longer allowed.
    if (this.listing.value === undefined && first) await this.go(first.path);
  }
}

/** With the separator that the folder's own path has. */
function joined(folder: string, name: string): string {
  const separator = folder.includes('\\') && !folder.includes('/') ? '\\' : '/';
  return folder.endsWith(separator) ? folder + name : folder + separator + name;
}
