// What can go wrong between a browser and the hosted application.
import { errorTable } from '../errors.ts';

export const serverFault = errorTable('server', {
  rendererMissing: (p: { folder: string }) =>
    `The window has not been built: ${p.folder} is missing. Run "npm run build:renderer".`,
  portTaken: (p: { port: number; host: string }) =>
    `Port ${p.port} of ${p.host} is in use. Give another one with --port, or leave it out for any free one.`,
  notAnAddress: (p: { host: string }) =>
    `This machine has no address "${p.host}". Leave --host out for 127.0.0.1, or give an address of this machine.`,
  allowMissing: (p: { folder: string }) => `--allow needs a folder that exists; got "${p.folder}".`,
  uploadName: (p: { path: string }) => `"${p.path}" cannot be the path of an uploaded file.`,
  uploadTooLarge: (p: { path: string; limitBytes: number }) =>
    `${p.path} is larger than the ${Math.round(p.limitBytes / 1e6)} MB that may be uploaded. Put it into one of the allowed folders and choose it there.`,
  uploadCutOff: (p: { path: string }) => `The upload of ${p.path} was cut off. Drop it again.`,
});
