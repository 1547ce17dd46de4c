// The focus of a keyboard stays with an action whose button disappears: it goes to what stands in its place. Without
// this it falls to the page, and the next Tab begins at the top.
import type { Attachment } from 'svelte/attachments';

/** The likely thing first; then what can be pressed at all. */
const successors = ['.primary', '.secondary', 'button'] as const;

/** What was opened from here: the focus comes back from there. */
const opened = '[role="dialog"], .popover';

/**
 * For an element that stays while its buttons come and go; it needs `tabindex="-1"`, for it has the focus itself while
 * nothing in it can be pressed.
 */
export const keepFocus: Attachment<HTMLElement> = (place) => {
  let isHere = false;

  const leaves = (target: EventTarget | null) =>
    target instanceof Element && !place.contains(target) && target.closest(opened) === null;
  const enter = () => {
    isHere = true;
  };
  // Where the focus goes to nothing, its element may just be going.
  const leave = ({ relatedTarget }: FocusEvent) => {
    if (leaves(relatedTarget)) isHere = false;
  };
  const press = ({ target }: PointerEvent) => {
    if (leaves(target)) isHere = false;
  };

  const changes = new MutationObserver(() => {
    if (isHere && isLost(place)) (successorIn(place) ?? place).focus();
  });
  changes.observe(place, { childList: true, subtree: true, attributeFilter: ['disabled'] });
  // Dialogs stand in the body.
  changes.observe(document.body, { childList: true });
  place.addEventListener('focusin', enter);
  place.addEventListener('focusout', leave);
  document.addEventListener('pointerdown', press, true);
  return () => {
    changes.disconnect();
    place.removeEventListener('focusin', enter);
    place.removeEventListener('focusout', leave);
    document.removeEventListener('pointerdown', press, true);
  };
};

/** Nothing has the focus, or something that cannot be used. */
function isLost(place: HTMLElement): boolean {
  const active = document.activeElement;
  return active === null || active === document.body || active === place || active.matches(':disabled');
}

function successorIn(place: HTMLElement): HTMLElement | undefined {
  return successors
    .map((kind) => place.querySelector<HTMLElement>(`${kind}:not(:disabled)`))
    .find((found) => found !== null);
}
