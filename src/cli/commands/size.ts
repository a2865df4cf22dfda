/** `loglog size`. */
import { sizeOf } from '../../circuits/index.ts';
import { sizeRecord } from '../../theorems/statement.ts';
import { readNetworkArgument } from '../network-argument.ts';
import { answer, type CommonOptions, sizeLines } from '../output.ts';

/** Prints all size measures of a network. */
export async function runSize(network: string, options: CommonOptions & { readonly maxSize: number }): Promise<void> {
  const size = sizeRecord(sizeOf(await readNetworkArgument(network, options.maxSize)));
  answer(options, { size }, () => sizeLines(size));
}
