// ONNX Runtime's official builds report to their maker unless told otherwise before the library is loaded: on Linux
// and macOS over the network, with a device id and a queue of events in the user's cache folder; on Windows to the
// system's event collector. Every entry imports this file first, and so does what loads the library; child processes
// inherit the environment. tests/integration/no-connection.test.ts watches what the processes do.
// Source: ONNX Runtime 1.30, docs/Privacy.md, core/platform/telemetry_environment.h, core/platform/windows/telemetry.cc.

// Full opt-out on Linux and macOS: no connection, no device id, no queue. An inherited "0" must not win.
process.env.ORT_DISABLE_TELEMETRY = '1';
// Windows does not read that variable, and Node's binding lacks the call that switches events off. Under this one the
// library does not even register with the collector.
if (process.platform === 'win32') process.env.ORT_RUNNING_UNIT_TESTS = '1';
