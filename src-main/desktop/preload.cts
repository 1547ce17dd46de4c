// All that the page gets of Electron: a message port to the main process, and the path of a file dropped on it.
// Knows no method of the API.
const { contextBridge, ipcRenderer, webUtils } = require('electron') as typeof import('electron');

ipcRenderer.on('finesse:port', (event) => window.postMessage('finesse:port', 'finesse://app', event.ports));

contextBridge.exposeInMainWorld('finesse', {
  connect: () => ipcRenderer.send('finesse:connect'),
  pathForFile: (file: File) => webUtils.getPathForFile(file),
});
