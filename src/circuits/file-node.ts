/**
 * Circuit and network files on disk. Needs Node.js; everything else on this floor also runs in a browser.
 */
import { mkdir, open, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import type { Circuit } from './circuit.ts';
import { parseCircuit } from './file.ts';
import { type DenseNetwork, parseNetwork, type ParseNetworkOptions } from './network-file.ts';

/** Largest file that is read if nothing else is said: 256 MiB. */
export const MAX_FILE_BYTES: number = 256 * 2 ** 20;

/** How a file is read. */
export interface ReadOptions {
  /** Largest number of bytes; default {@link MAX_FILE_BYTES}. */
  readonly maxBytes?: number;
}

/**
 * The text of a UTF-8 file.
 *
 * @param path where the file is
 * @param options the size limit
 * @returns the text, without a byte order mark
 * @throws {RangeError} if the file is larger than the limit (found without reading more than the limit, also for pipes)
 * or is not UTF-8; the system's error if the file cannot be read
 */
export async function readTextFile(path: string, options: ReadOptions = {}): Promise<string> {
  return decode(path, await readFileBytes(path, options));
}

/**
 * The bytes of a file.
 *
 * @param path where the file is
 * @param options the size limit
 * @throws {RangeError} if the file is larger than the limit; the system's error if the file cannot be read
 */
export async function readFileBytes(path: string, options: ReadOptions = {}): Promise<Buffer> {
  const { maxBytes = MAX_FILE_BYTES } = options;
  const tooLarge = (): RangeError => new RangeError(`${path}: expected a file of at most ${String(maxBytes)} bytes`);
  const file = await open(path, 'r');
  try {
    if ((await file.stat()).size > maxBytes) throw tooLarge();
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of file.createReadStream({ autoClose: false, end: maxBytes })) {
      const buffer = chunk as Buffer;
      chunks.push(buffer);
      bytes += buffer.length;
      if (bytes > maxBytes) throw tooLarge();
    }
    return Buffer.concat(chunks);
  } finally {
    await file.close();
  }
}

function decode(path: string, bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new RangeError(`${path}: expected text in UTF-8`, { cause: error });
  }
}

/**
 * Reads a `loglog-circuit` file.
 *
 * @param path where the file is
 * @param options the size limit
 * @throws {RangeError} as {@link readTextFile} and {@link parseCircuit}; messages begin with the path
 */
export async function readCircuitFile(path: string, options: ReadOptions = {}): Promise<Circuit> {
  return parseCircuit(await readTextFile(path, options), { name: path });
}

/**
 * Reads a `loglog-network` file.
 *
 * @param path where the file is
 * @param options the size limit, and which activations there are
 * @throws {RangeError} as {@link readTextFile} and {@link parseNetwork}; messages begin with the path
 */
export async function readNetworkFile(
  path: string,
  options: ReadOptions & Omit<ParseNetworkOptions, 'name'> = {},
): Promise<DenseNetwork> {
  return parseNetwork(await readTextFile(path, options), { ...options, name: path });
}

/**
 * Makes a folder and the folders above it that are missing.
 *
 * Not `mkdir` with `recursive`: where a file system answers ENOENT although the folder above exists, as /proc does, Node
 * 20 tries again for ever.
 *
 * @param path the folder; nothing happens if it exists
 * @throws the system's error if a folder cannot be made
 */
export async function makeFolder(path: string): Promise<void> {
  const isFolder = async (): Promise<boolean> => (await stat(path).catch(() => undefined))?.isDirectory() ?? false;
  if (await isFolder()) return;
  if (dirname(path) !== path) await makeFolder(dirname(path));
  await mkdir(path).catch(async (error: unknown) => {
    // Another process may have made it in between.
    if (!(await isFolder())) throw error;
  });
}

/**
 * Writes a file so that readers see the old text or the new one, never a part of it.
 *
 * @param path where the file goes; its folder must exist
 * @param content what it holds
 * @throws the system's error if it cannot be written; the old file is then still there
 */
export async function writeFileAtomically(path: string, content: string | Uint8Array): Promise<void> {
  const there = await stat(path).catch(() => undefined);
  // A device or a pipe, such as /dev/null, is written to; a rename would put a file in its place.
  if (there !== undefined && !there.isFile() && !there.isDirectory()) await writeFile(path, content, 'utf8');
  else await writeFileAtomic(path, typeof content === 'string' ? content : Buffer.from(content), { encoding: 'utf8' });
}
