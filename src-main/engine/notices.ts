// What the engine says where it goes on all the same.
import { type Message, messageTable } from '../errors.ts';

/** How the trial of a provider ended that does not work: by what it said, or without a word. */
export type TrialEnd =
  | { readonly said: string }
  | { readonly silentSeconds: number }
  | { readonly signal: string }
  | { readonly exitCode: string };

export const engineNotice = messageTable('engine', {
  'no-provider': (p: { backend: string; provider: string }) =>
    `The ${p.backend} backend has no execution provider ${p.provider}; it computes on the CPU.`,
  'cpu-instead': (p: { reason: Message }) => `${p.reason.message} Until then the CPU computes.`,
  'graph-on-cpu': (p: { graph: string; reason: string }) =>
    `The WebGPU provider cannot compute ${p.graph}; the CPU does it instead, which is slower. The provider said: ${p.reason}`,
  'provider-not-bundled': (_: object) =>
    'not part of the npm package of ONNX Runtime, which fetches it from elsewhere. Nothing to do: engine.provider "webgpu" reaches the same device.',
  'provider-unusable': (p: { provider: string; platform: string; why: TrialEnd }) =>
    `${whyText(p.why)}. ${advice(p.provider, p.platform)}`,
});

function whyText(why: TrialEnd): string {
  if ('said' in why) return why.said;
  if ('silentSeconds' in why) return `it did not answer within ${why.silentSeconds} s`;
  if ('signal' in why) return `its driver ended the process (${why.signal})`;
  return `the process that tried it ended with code ${why.exitCode}`;
}

function advice(provider: string, platform: string): string {
  const leave = 'leave engine.provider at "cpu".';
  if (provider === 'webgpu' && platform === 'linux')
    return `Install the Vulkan loader (libvulkan1) and your GPU maker's Vulkan driver, or ${leave}`;
  if (provider === 'webgpu' && platform === 'win32') return `Update the graphics driver, or ${leave}`;
  return 'Leave engine.provider at "cpu".';
}
