// One application, however often it is started: a second start hands its files to the first and ends. Files come as
// arguments, or on macOS as events, and possibly before there is a page to show them.
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { app } from 'electron';
import * as z from 'zod';
import type { DesktopWindow } from './desktop-window.ts';

/** Files that are opened with the application. */
const ours = /\.(finesse|json)$/i;

const handedOverSchema = z.object({ paths: z.array(z.string().max(4096)).max(100) });

export interface OpenedFiles {
  /** False: another one is running and has been told. */
  readonly isFirst: boolean;
  /** Hands over what came so far and what comes later. */
  take(open: (path: string) => void, window: Pick<DesktopWindow, 'show'>): void;
}

/** To be called before the application is ready. */
export function setupOpenedFiles(): OpenedFiles {
  const own = filesIn(process.argv.slice(1), process.cwd());
  const isFirst = app.requestSingleInstanceLock({ paths: own });
  if (!isFirst) app.quit();
  const early = [...own];
  let open: (path: string) => void = (path) => {
    early.push(path);
  };
  let show = () => {};
  app.on('open-file', (event, path) => {
    event.preventDefault();
    if (ours.test(path)) open(path);
    show();
  });
  app.on('second-instance', (_event, _args, _folder, handedOver) => {
    for (const path of handedOverSchema.safeParse(handedOver).data?.paths ?? [])
      if (ours.test(path)) open(path);
    show();
  });
  return {
    isFirst,
    take(take, window) {
      open = take;
      show = () => window.show();
      for (const path of early.splice(0)) take(path);
    },
  };
}

function filesIn(args: readonly string[], folder: string): string[] {
  const paths = args
    .filter((arg) => ours.test(arg) && !arg.startsWith('-'))
    .map((arg) => resolve(folder, arg));
  return paths.filter((path) => existsSync(path));
}
