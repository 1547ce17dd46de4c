// The bundled text sample: support tickets of an imaginary online shop, written by make-tickets.ts.
import { fileURLToPath } from 'node:url';

export const ticketsFile = fileURLToPath(
  new URL('../../../resources/samples/support-tickets.csv', import.meta.url),
);
