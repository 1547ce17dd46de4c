/** A new screen is announced by its title, which takes the focus unless something has it already. */
export function announceScreen(): void {
  if (document.activeElement === document.body) document.getElementById('page-title')?.focus();
}
