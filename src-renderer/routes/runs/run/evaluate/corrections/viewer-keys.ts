// The keys of the example viewer. Where a control takes the key itself, nothing else happens.

export type ViewerAction = 'next' | 'previous' | 'accept' | 'exclude' | 'undo';

export const viewerKeys: Readonly<Record<ViewerAction, readonly string[]>> = {
  next: ['j', 'ArrowRight'],
  previous: ['k', 'ArrowLeft'],
  accept: ['a'],
  exclude: ['x'],
  undo: ['u'],
};

/** What a key asks for; undefined in fields, lists and with other keys held. */
export function viewerAction(event: KeyboardEvent): ViewerAction | undefined {
  if (event.ctrlKey || event.metaKey || event.altKey) return undefined;
  const target = event.target instanceof Element ? event.target : undefined;
  if (target?.closest('input, select, textarea, [role="radiogroup"]')) return undefined;
  const actions = Object.keys(viewerKeys) as ViewerAction[]; // the keys of the table
  return actions.find((action) => viewerKeys[action].includes(event.key));
}
