/** The directory of one verification: finished rows, networks, and the report. */
import { createHash } from 'node:crypto';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type BoxCertificate,
  type Certificate,
  serializeBoxCertificate,
  serializeCertificate,
} from '../certificates/index.ts';
import { type Circuit, type DenseNetwork, serializeCircuit, serializeNetwork } from '../circuits/index.ts';
import { makeFolder, writeFileAtomically } from '../circuits/file-node.ts';
import type { Row } from '../theorems/index.ts';

/** Finished records by key, kept on disk as soon as they are there. */
export interface RunRecords<R> {
  readonly path: string;
  /** Number of records found from an earlier run. */
  readonly resumed: number;
  /** Number of records found from a run with other settings, which are left out. */
  readonly foreign: number;
  recall(key: string): R | undefined;
  keep(key: string, record: R): Promise<void>;
  /** Removes them: the run is complete. */
  discard(): Promise<void>;
}

/** The directory of a verification. */
export interface RunDirectory extends RunRecords<Row> {
  keepNetwork(name: string, network: Circuit | DenseNetwork): Promise<string>;
  keepCertificate(name: string, certificate: Certificate | BoxCertificate): Promise<string>;
}

/** A name as a file's: letters, digits and a few signs. */
export const fileName = (name: string): string => `${name.replace(/[^A-Za-z0-9.+-]+/g, '-').slice(0, 120)}.json`;

/**
 * Opens the records of a run.
 * @param resume whether records of an earlier run with the same settings count; otherwise they are removed
 * @param settings what a record depends on besides its key: version, points, seed
 */
export async function openRecords<R>(path: string, resume: boolean, settings: string): Promise<RunRecords<R>> {
  const folder = join(path, 'records');
  const discard = (): Promise<void> => rm(folder, { recursive: true, force: true });
  if (!resume) await discard();
  await makeFolder(folder);
  const stamp = createHash('sha256').update(settings).digest('hex').slice(0, 16);
  const { rows: records, foreign } = await readRecords<R>(folder, stamp);
  return {
    path,
    resumed: records.size,
    foreign,
    recall: (key) => records.get(key),
    keep: async (key, row) => {
      const hash = createHash('sha256').update(key).digest('hex').slice(0, 16);
      await writeFileAtomically(join(folder, `${hash}.json`), JSON.stringify({ stamp, key, row }));
    },
    discard,
  };
}

/** Opens the directory of a verification; see {@link openRecords}. */
export async function openRunDirectory(path: string, resume: boolean, settings: string): Promise<RunDirectory> {
  const records = await openRecords<Row>(path, resume, settings);
  await makeFolder(join(path, 'networks'));
  await makeFolder(join(path, 'certificates'));
  return {
    ...records,
    keepNetwork: async (name, network) => {
      const file = fileName(name);
      const text = 'layers' in network ? serializeNetwork(network) : serializeCircuit(network);
      await writeFileAtomically(join(path, 'networks', file), text);
      return `networks/${file}`;
    },
    keepCertificate: async (name, certificate) => {
      const file = fileName(name);
      const text = 'views' in certificate ? serializeBoxCertificate(certificate) : serializeCertificate(certificate);
      await writeFileAtomically(join(path, 'certificates', file), text);
      return `certificates/${file}`;
    },
  };
}

/** Records with the same stamp; anything else (another version, a foreign file) is left out. */
async function readRecords<R>(
  directory: string,
  stamp: string,
): Promise<{ readonly rows: Map<string, R>; readonly foreign: number }> {
  const rows = new Map<string, R>();
  let foreign = 0;
  for (const name of await readdir(directory)) {
    if (!name.endsWith('.json')) continue;
    try {
      const record = JSON.parse(await readFile(join(directory, name), 'utf8')) as {
        stamp?: unknown;
        key?: unknown;
        row?: R;
      } | null;
      if (record?.stamp === stamp && typeof record.key === 'string' && record.row) rows.set(record.key, record.row);
      else foreign += 1;
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
    }
  }
  return { rows, foreign };
}
