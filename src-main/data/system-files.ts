// Files and folders that systems, archivers and editors leave among a person's data. They are never examples.

const systemName = new RegExp(
  [
    '^\\.', // hidden on Unix and macOS: .DS_Store, ._name, .Spotlight-V100, .Trashes, .ipynb_checkpoints
    '^(thumbs|ehthumbs|ehthumbs_vista)\\.db$|^desktop\\.ini$|^~\\$', // Windows and its office programs
    '^(\\$recycle\\.bin|recycler|system volume information)$', // roots of Windows drives
    '^(@eadir|@tmp|#recycle|#snapshot|@recycle|@recently-snapshot)$', // Synology and QNAP network storage
    '^(__macosx|icon\\r)$', // archives and folders made on macOS
    '^(lost\\+found|__pycache__)$',
  ].join('|'),
  'i',
);

/** Whether a file or folder of this name (not path) belongs to a system and not to the person. */
export function isSystemName(name: string): boolean {
  return systemName.test(name);
}
