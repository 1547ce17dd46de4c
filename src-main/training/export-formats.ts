// The formats a finished run can be exported as; apart from what writes them, so that asking loads no engine.
export const exportFormats = ['onnx', 'safetensors'] as const;
export type ExportFormat = (typeof exportFormats)[number];
