// Parity on TF.js's own backend: the small networks, to tell a fault of a model from a fault of an engine.
import '@tensorflow/tfjs-backend-cpu';
import { registerTfjsGradients } from '../../src-main/engine/tfjs-gradients.ts';
import { parityTests, smallCases } from './parity-suite.ts';

registerTfjsGradients();
parityTests('cpu', smallCases);
