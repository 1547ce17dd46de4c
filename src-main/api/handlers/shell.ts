// What is asked of the page from outside it, and what the page tells the window.
import { api } from '../procedures.ts';

const waitMs = 25_000;

export const shellHandlers = {
  changes: api.shell.changes.handler(async ({ context: { shell }, input, signal }) => {
    const { cursor, requests } = await shell.requests.since(input.since, waitMs, signal);
    return { cursor, requests: [...requests] };
  }),
  appearance: api.shell.appearance.handler(({ context: { shell }, input }) =>
    shell.desktop?.setAppearance(input),
  ),
};
