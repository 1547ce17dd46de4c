// The state of the connection as screens see it.
import type { ConnectionState } from './connection.ts';

class ConnectionView {
  #state = $state<ConnectionState>('connecting');

  get state(): ConnectionState {
    return this.#state;
  }

  set(state: ConnectionState): void {
    this.#state = state;
  }
}

/** There is one connection in a page. */
export const connectionView = new ConnectionView();
