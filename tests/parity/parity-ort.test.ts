// Parity on the `ort` backend: every network, small and real.
import { openEngine } from '../../src-main/engine/open-engine.ts';
import { allCases, parityTests } from './parity-suite.ts';

await openEngine({ backend: 'ort', provider: 'cpu' });
parityTests('ort', allCases);
