// What the keys do in the table of runs. Keys on a control inside a line stay the control's own.

export type GridAction =
  | { readonly kind: 'move'; readonly by: number; readonly extend: boolean }
  | { readonly kind: 'toggle' | 'open' | 'expand' | 'collapse' | 'all' | 'none' };

type Key = Pick<KeyboardEvent, 'key' | 'shiftKey' | 'ctrlKey' | 'metaKey' | 'altKey'>;

export function tableKey(
  { key, shiftKey, ctrlKey, metaKey, altKey }: Key,
  { onControl, page }: { readonly onControl: boolean; readonly page: number },
): GridAction | undefined {
  if (altKey) return undefined;
  if (ctrlKey || metaKey) return key.toLowerCase() === 'a' ? { kind: 'all' } : undefined;
  const moves: Readonly<Record<string, number>> = {
    ArrowDown: 1,
    ArrowUp: -1,
    PageDown: page,
    PageUp: -page,
    Home: Number.NEGATIVE_INFINITY,
    End: Number.POSITIVE_INFINITY,
  };
  const by = moves[key];
  if (by !== undefined) return { kind: 'move', by, extend: shiftKey };
  if (key === 'Escape') return { kind: 'none' };
  if (onControl) return undefined;
  if (key === ' ') return { kind: 'toggle' };
  if (key === 'Enter') return { kind: 'open' };
  if (key === 'ArrowRight') return { kind: 'expand' };
  return key === 'ArrowLeft' ? { kind: 'collapse' } : undefined;
}
