/** `loglog export`. */
import { serializeCircuit, serializeNetwork } from '../../circuits/index.ts';
import { writeFileAtomically } from '../../circuits/file-node.ts';
import { writeLatex } from '../../report/export/latex.ts';
import { writeWgsl } from '../../report/export/wgsl.ts';
import { writtenNetwork } from '../../report/export/written-network.ts';
import { readDenseNetwork, readNetworkArgument } from '../network-argument.ts';
import { answer, type CommonOptions } from '../output.ts';

/** Options of the command. */
export interface ExportOptions extends CommonOptions {
  readonly format: 'json' | 'latex' | 'onnx' | 'wgsl';
  readonly output: string;
  readonly maxSize: number;
}

/** Writes a network in another format. */
export async function runExport(argument: string, options: ExportOptions): Promise<void> {
  const { format, output, maxSize } = options;
  const network = (await readDenseNetwork(argument, maxSize)) ?? (await readNetworkArgument(argument, maxSize));
  const writers = {
    json: () => ('layers' in network ? serializeNetwork(network) : serializeCircuit(network)),
    latex: () => writeLatex(writtenNetwork(network)),
    onnx: async () => (await import('../../report/export/onnx-node.ts')).writeOnnx(network),
    wgsl: () => writeWgsl(writtenNetwork(network)),
  };
  const content = await writers[format]();
  await writeFileAtomically(output, content);
  answer(options, { format, output, bytes: Buffer.byteLength(content) }, () => `Written to ${output}.`);
}
