// Where the window was, kept in the store's folder.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import * as z from 'zod';

const stateSchema = z.object({
  x: z.number().int().optional(),
  y: z.number().int().optional(),
  width: z.number().int().min(1024).max(20_000),
  height: z.number().int().min(640).max(20_000),
  maximized: z.boolean(),
});
export type WindowState = z.output<typeof stateSchema>;

interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const first: WindowState = { width: 1360, height: 860, maximized: false };

/** The kept state; the position is dropped where no display shows it any more. */
export function readWindowState(
  file: string,
  displays: readonly { readonly workArea: Rectangle }[],
): WindowState {
  const state = parsed(file) ?? first;
  const isSeen = displays.some(({ workArea }) => overlaps(state, workArea));
  return isSeen ? state : { ...state, x: undefined, y: undefined };
}

export function writeWindowState(file: string, state: WindowState): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(state));
}

function parsed(file: string): WindowState | undefined {
  try {
    return stateSchema.safeParse(JSON.parse(readFileSync(file, 'utf8'))).data;
  } catch {
    return undefined; // the first start, or a file that was cut off
  }
}

/** Enough of the window that it can be taken hold of. */
function overlaps({ x, y, width, height }: WindowState, area: Rectangle): boolean {
  if (x === undefined || y === undefined) return false;
  const wide = Math.min(x + width, area.x + area.width) - Math.max(x, area.x);
  const high = Math.min(y + height, area.y + area.height) - Math.max(y, area.y);
  return wide >= 200 && high >= 100 && y >= area.y - 20;
}
