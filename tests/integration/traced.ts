// A command of ours under strace: every socket that it and all its processes opened, and every path they wrote.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const cli = fileURLToPath(new URL('../../src-main/cli/finesse.ts', import.meta.url));

const naming = [
  'mkdir',
  'mkdirat',
  'rename',
  'renameat',
  'renameat2',
  'unlink',
  'unlinkat',
  'link',
  'linkat',
];
const opening = ['open', 'openat', 'openat2', 'creat'];
const watched = ['%network', ...opening, ...naming, 'symlink', 'symlinkat', 'truncate'];

/** Why nothing can be traced here; undefined where it can. */
export const untraceable: string | undefined = (() => {
  if (process.platform !== 'linux') return 'system calls are traced on Linux only';
  const { status, error } = spawnSync('strace', ['-f', '-qq', '-o', '/dev/null', 'true']);
  if (error !== undefined) return 'strace is not installed';
  return status === 0 ? undefined : 'strace is not permitted here';
})();

export interface TracedOptions {
  /** Holds the traces, the home folder and the empty folder in which the command runs. */
  readonly folder: string;
  /** Another program than the command line. */
  readonly program?: readonly string[];
}

export interface Traced {
  readonly process: ChildProcess;
  /** Everything it has printed so far. */
  readonly printed: { text: string };
  /** Settles with the exit code. */
  readonly ended: Promise<number | null>;
  /** Asks the command, not strace, to end. */
  terminate(): void;
  readonly home: string;
}

/**
 * Starts the command with a home of its own and an environment as a person's: no CI, no variables of ours. Files that
 * Node reads and writes through io_uring would pass unseen.
 */
export function startTraced(args: readonly string[], { folder, program = [cli] }: TracedOptions): Traced {
  const [home, work, traces] = ['home', 'work', 'traces'].map((name) => join(folder, name));
  for (const path of [home!, work!, traces!]) mkdirSync(path, { recursive: true });
  const command = [process.execPath, ...program, ...args];
  const options = ['-ff', '--seccomp-bpf', '-qq', '-y', '-s', '4096', '-e', `trace=${watched.join()}`];
  const child = spawn('strace', [...options, '-o', join(traces!, 'thread'), ...command], {
    cwd: work!,
    env: { PATH: `${dirname(process.execPath)}:/usr/bin:/bin`, HOME: home!, UV_USE_IO_URING: '0' },
  });
  const printed = { text: '' };
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      printed.text += chunk;
    });
  const ended = once(child, 'close').then(([code]) => code as number | null);
  const terminate = () => {
    const traced = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8');
    process.kill(Number(traced.trim().split(' ')[0]), 'SIGTERM');
  };
  return { process: child, printed, ended, terminate, home: home! };
}

/** Sockets and connections that are not between our own processes. */
export function networkCalls(folder: string): string[] {
  const foreign = /^(socket|bind|connect|sendto|sendmsg|sendmmsg|listen)\(/;
  return calls(folder).filter((call) => foreign.test(call) && !call.startsWith('socket(AF_UNIX'));
}

/** Paths that were made, written, renamed or removed outside of `roots`. */
export function writtenOutside(folder: string, roots: readonly string[]): string[] {
  const within = [...roots, '/dev/null', '/dev/tty', '/dev/pts'];
  const inside = (path: string) => within.some((root) => path === root || path.startsWith(`${root}/`));
  const paths = calls(folder).flatMap((call) => writtenPaths(call, join(folder, 'work')));
  return [...new Set(paths)].filter((path) => path.startsWith('/') && !inside(path));
}

/** Calls that succeeded, or whose success is not told yet. */
function calls(folder: string): string[] {
  const traces = join(folder, 'traces');
  return readdirSync(traces).flatMap((name) => readFileSync(join(traces, name), 'utf8').split('\n'));
}

function writtenPaths(call: string, cwd: string): string[] {
  const name = call.slice(0, call.indexOf('('));
  if (/ = -1 E/.test(call)) return [];
  if (opening.includes(name)) {
    const changes = name === 'creat' || /O_WRONLY|O_RDWR|O_CREAT|O_TRUNC/.test(call);
    // The path of the descriptor that came out, links followed.
    const opened = / = \d+<(.*)>$/.exec(call)?.[1];
    return changes && opened !== undefined ? [opened] : [];
  }
  if (!naming.includes(name) && !/^(symlink|symlinkat|truncate)$/.test(name)) return [];
  const base = /AT_FDCWD<|\d+<([^>]*)>/.exec(call)?.[1] ?? cwd;
  return [...call.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, path]) => resolve(base, path ?? ''));
}
