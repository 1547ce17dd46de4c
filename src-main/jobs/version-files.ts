// Who packs and unpacks dataset versions: a helper process where there is a screen that must not stand still, this
// process where there is none.
import { packedFacts, packVersion, unpackVersion, type VersionFacts } from '../data/version-files.ts';
import type { Workbench } from './workbench.ts';

export interface VersionFiles {
  unpack(version: {
    readonly source: string;
    readonly target: string;
    readonly texts: boolean;
  }): Promise<void>;
  pack(file: string, folder: string): Promise<VersionFacts>;
  facts(folder: string, examplesFile: string): Promise<VersionFacts>;
}

export const ownVersionFiles: VersionFiles = {
  unpack: ({ source, target, texts }) => unpackVersion(source, target, { texts }),
  pack: packVersion,
  facts: packedFacts,
};

export function workbenchVersionFiles(workbench: Workbench, signal?: AbortSignal): VersionFiles {
  return {
    unpack: (version) => workbench.run('unpack-version', version, { signal }),
    pack: (file, folder) => workbench.run('pack-version', { file, folder }, { signal }),
    facts: (folder, examplesFile) => workbench.run('packed-facts', { folder, examplesFile }, { signal }),
  };
}
