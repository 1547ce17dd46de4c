// File names that come out of a file: a manifest may only name files in or below its own folder.
import { formatError } from './errors.ts';
import { shortJson } from './json-document.ts';

/** Gives the path back when it is relative and stays below; throws `formats.pathRefused` otherwise. */
export function checkShardPath(file: string, place: string, path: unknown): string {
  const refuse = (reason: string) =>
    formatError('pathRefused', { file, place, path: shortJson(path), reason });
  if (typeof path !== 'string' || path === '') throw refuse('is not a file name');
  if (path.includes('\0')) throw refuse('contains a zero byte');
  if (path.startsWith('/') || path.includes('\\') || path.includes(':'))
    throw refuse('is not a relative path');
  if (path.split('/').some((part) => part === '..' || part === '.' || part === ''))
    throw refuse('leads out of the folder or around it');
  return path;
}
