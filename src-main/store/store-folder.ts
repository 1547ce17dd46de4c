// Where the store lies on disk and what is in it. Paths only; nothing here opens the database.
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** The places inside one store folder. */
export interface StorePaths {
  readonly folder: string;
  /** The database. SQLite keeps `-wal` and `-shm` beside it. */
  readonly database: string;
  /** Held by the one application that has the store open; see store-lock.ts. */
  readonly lock: string;
  /** Where the hosted form that holds the lock says its address. */
  readonly address: string;
  /** One folder per run: checkpoints, reports, engine log. */
  readonly runs: string;
  /** Can be deleted at any time: features of frozen layers, measurements of this machine. */
  readonly cache: string;
  /** The examples of each dataset version, one compressed file each. */
  readonly datasets: string;
  /** Pictures that Finesse drew itself, one folder a sample. */
  readonly samples: string;
  /** What was dropped on a browser's page, one folder a drop, named by a UUID. */
  readonly uploads: string;
  /** Models that were imported, one folder each, named by its id. */
  readonly models: string;
  /** Copies of the database, made before each migration. */
  readonly backups: string;
}

/** The folders in it. */
export const storeParts = [
  'runs',
  'cache',
  'datasets',
  'samples',
  'uploads',
  'models',
  'backups',
] as const satisfies readonly (keyof StorePaths)[];

export function storePaths(folder: string): StorePaths {
  const root = resolve(folder);
  return {
    folder: root,
    database: join(root, 'finesse.db'),
    lock: join(root, 'finesse.lock'),
    address: join(root, 'hosted.json'),
    runs: join(root, 'runs'),
    cache: join(root, 'cache'),
    datasets: join(root, 'datasets'),
    samples: join(root, 'samples'),
    uploads: join(root, 'uploads'),
    models: join(root, 'models'),
    backups: join(root, 'backups'),
  };
}

/** The folder of one run's files. */
export function runFolder(paths: StorePaths, runId: string): string {
  return join(paths.runs, runId);
}

/** The user's data folder for Finesse on each platform, when `--store` is absent. */
export function defaultStoreFolder(platform: NodeJS.Platform, env: NodeJS.ProcessEnv): string {
  if (platform === 'win32') return join(env.APPDATA ?? join(homedir(), 'AppData', 'Roaming'), 'Finesse');
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Finesse');
  return join(env.XDG_DATA_HOME || join(homedir(), '.local', 'share'), 'finesse');
}
