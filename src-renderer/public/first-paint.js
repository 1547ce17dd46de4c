// Before anything is drawn: the theme as it was last. See lib/state/remembered-look.ts, which keeps it.
try {
  const { theme } = JSON.parse(localStorage.getItem('finesse.look') ?? '{}');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch {
  // Nothing is kept: the system's theme it is.
}
