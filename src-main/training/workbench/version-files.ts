// Dataset versions on their way out of the store and into it: they may be large, and main must not stand still.
import { packedFacts, packVersion, unpackVersion, type VersionFacts } from '../../data/version-files.ts';
import type { Errand } from '../workbench-messages.ts';

export const unpackVersionErrand: Errand<
  { readonly source: string; readonly target: string; readonly texts: boolean },
  void
> = ({ source, target, texts }) => unpackVersion(source, target, { texts });

export const packVersionErrand: Errand<{ readonly file: string; readonly folder: string }, VersionFacts> = ({
  file,
  folder,
}) => packVersion(file, folder);

export const packedFactsErrand: Errand<
  { readonly folder: string; readonly examplesFile: string },
  VersionFacts
> = ({ folder, examplesFile }) => packedFacts(folder, examplesFile);
