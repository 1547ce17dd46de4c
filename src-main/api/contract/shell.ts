// What surrounds the screens: things asked of the page from outside it (a menu, an opened file, a notification that
// was clicked), and what the shell has to know of the page.
import { oc } from '@orpc/contract';
import * as z from 'zod';

export const menuCommands = [
  'newRun',
  'openRecipe',
  'openBundle',
  'settings',
  'runs',
  'help',
  'search',
] as const;

const requestSchema = z.discriminatedUnion('kind', [
  /** Go to a screen: the parts of its address, such as ['runs', '7k2m']. */
  z.object({ kind: z.literal('go'), to: z.array(z.string()) }),
  /** A menu entry or its shortcut. */
  z.object({ kind: z.literal('command'), command: z.enum(menuCommands) }),
  /** A `.finesse` file or a recipe was opened with the application. */
  z.object({ kind: z.literal('open'), path: z.string() }),
]);
export type ShellRequest = z.output<typeof requestSchema>;

export const shellContract = {
  /**
   * What was asked of the page since `since` (0 at first). Pulled: waits up to 25 s while there is nothing. What was
   * asked before the page was there is kept for it.
   */
  changes: oc
    .input(z.object({ since: z.number().int().min(0) }))
    .output(z.object({ cursor: z.number(), requests: z.array(requestSchema) })),
  /** The language and theme of the page, for menus, notifications and the window's frame. */
  appearance: oc.input(
    z.object({ language: z.enum(['en', 'fr']), theme: z.enum(['system', 'light', 'dark']) }),
  ),
};
