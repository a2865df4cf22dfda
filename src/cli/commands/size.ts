/** `loglog size`. */
import { sizeOf, sizeOfDense } from '../../circuits/index.ts';
import { sizeRecord } from '../../theorems/statement.ts';
import { readNetworkArgument, readDenseNetwork } from '../network-argument.ts';
import { answer, type CommonOptions, sizeLines } from '../output.ts';

/** Prints all size measures of a network. */
export async function runSize(network: string, options: CommonOptions & { readonly maxSize: number }): Promise<void> {
  const dense = await readDenseNetwork(network, options.maxSize);
  const size = sizeRecord(dense ? sizeOfDense(dense) : sizeOf(await readNetworkArgument(network, options.maxSize)));
  answer(options, { size }, () => sizeLines(size));
}
