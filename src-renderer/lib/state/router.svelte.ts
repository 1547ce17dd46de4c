// Which screen is shown: the part of the address behind '#'. A hash works alike in Electron and in a browser tab.

export interface Place {
  /** Parts of the path: `#/runs/7k2m/evaluate` gives ['runs', '7k2m', 'evaluate']. */
  readonly path: readonly string[];
  readonly query: URLSearchParams;
}

function read(): Place {
  const [path = '', query = ''] = window.location.hash.replace(/^#\/?/, '').split('?', 2);
  const parts = path.split('/').filter((part) => part !== '');
  return { path: parts.map(decodeURIComponent), query: new URLSearchParams(query) };
}

class Router {
  #place = $state.raw<Place>(read());

  constructor() {
    window.addEventListener('hashchange', () => {
      this.#place = read();
    });
  }

  get place(): Place {
    return this.#place;
  }

  /** Goes to an address made by `to`; `replace` leaves no step for the back button. */
  go(href: string, { replace = false } = {}): void {
    if (!replace) {
      window.location.hash = href;
      return;
    }
    window.history.replaceState(null, '', href);
    this.#place = read();
  }
}

export const router = new Router();

/** An address inside the application: to('runs', id, 'evaluate') is `#/runs/<id>/evaluate`. */
export function to(...path: readonly string[]): string {
  return `#/${path.map(encodeURIComponent).join('/')}`;
}

/** `to` with a query: toWith({ ids: 'a,b' }, 'compare'). */
export function toWith(query: Readonly<Record<string, string>>, ...path: readonly string[]): string {
  return `${to(...path)}?${new URLSearchParams(query)}`;
}
