// What is asked of the page from outside it: menu entries and shortcuts, files opened with the application, a click on
// a notification.
import type { ApiClient } from '../../src-main/api/contract.ts';
import { follow } from '../lib/api/follow.ts';
import { router, to } from '../lib/state/router.svelte.ts';
import { toasts } from '../lib/ui/toasts.svelte.ts';

type Request = Awaited<ReturnType<ApiClient['shell']['changes']>>['requests'][number];
type Command = Extract<Request, { kind: 'command' }>['command'];

/** Does what is asked, until the signal aborts. */
export async function followShellRequests(api: ApiClient, signal: AbortSignal): Promise<void> {
  const pulls = follow(
    (since: number | undefined, both) => api.shell.changes({ since: since ?? 0 }, { signal: both }),
    { cursorOf: ({ cursor }) => cursor, signal },
  );
  try {
    for await (const { requests } of pulls) for (const request of requests) await act(api, request);
  } catch (error) {
    toasts.fail(error);
  }
}

async function act(api: ApiClient, request: Request): Promise<void> {
  if (request.kind === 'go') router.go(to(...request.to));
  else if (request.kind === 'open') await openFile(api, request.path);
  else await commands[request.command](api);
}

const commands: Readonly<Record<Command, (api: ApiClient) => void | Promise<void>>> = {
  newRun: () => router.go(to('wizard')),
  openRecipe: (api) => openFile(api),
  openBundle: (api) => openFile(api),
  settings: () => router.go(to('settings')),
  runs: () => router.go(to('runs')),
  help: () => router.go(to('home')),
  search: () => {
    const field = document.querySelector<HTMLInputElement>('main input[type=search]');
    if (field === null) router.go(to('runs'));
    else field.focus();
  },
};

/** As from the start page; without a path it asks for one. */
async function openFile(api: ApiClient, path?: string): Promise<void> {
  const { HomeState } = await import('./home/home-state.svelte.ts');
  await new HomeState(api).openFile(path);
}
