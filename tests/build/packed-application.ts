// The packed program as plain Node runs it: what it prints, what it serves, how it ends.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { WebSocket } from 'ws';

export interface Serving {
  readonly url: URL;
  readonly process: ChildProcess;
}

/** Starts `finesse serve` and waits for the address it prints. */
export async function serve(program: string, store: string, cwd: string): Promise<Serving> {
  const args = [program, '--store', store, 'serve', '--no-open', '--port', '0'];
  const process_ = spawn(process.execPath, args, { cwd, stdio: ['ignore', 'pipe', 'inherit'] });
  const { promise, resolve, reject } = Promise.withResolvers<URL>();
  let printed = '';
  process_.stdout.on('data', (chunk: Buffer) => {
    printed += chunk.toString();
    const [address] = /http:\S+/.exec(printed) ?? [];
    if (address !== undefined) resolve(new URL(address));
  });
  process_.once('exit', (code) => reject(new Error(`It ended with code ${code}: ${printed}`)));
  return { url: await promise, process: process_ };
}

/** Enters with the key and calls `system.hello` over the WebSocket, as the page does. */
export async function hello({ url }: Serving): Promise<unknown> {
  const entered = await fetch(url, { redirect: 'manual' });
  const cookie = entered.headers.get('set-cookie')?.split(';')[0] ?? '';
  const socket = new WebSocket(`ws://${url.host}/api`, { headers: { cookie, origin: url.origin } });
  await once(socket, 'open');
  socket.send(JSON.stringify({ i: '1', p: { u: '/system/hello' } }));
  const [message] = await once(socket, 'message');
  socket.terminate();
  return JSON.parse(String(message)).p.b.json;
}

/** Asks it to end, and gives its exit code. */
export async function end({ process: child }: Serving): Promise<number | null> {
  child.kill('SIGTERM');
  const [code] = await once(child, 'exit');
  return code;
}
