/** The directory of one verification: finished rows, networks, and the report. */
import { createHash } from 'node:crypto';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Certificate, serializeCertificate } from '../certificates/index.ts';
import { type Circuit, serializeCircuit } from '../circuits/index.ts';
import { makeFolder, writeFileAtomically } from '../circuits/file-node.ts';
import type { Row } from '../theorems/index.ts';

/** Finished rows by key, kept on disk as soon as they are there. */
export interface RunDirectory {
  readonly path: string;
  /** Number of rows found from an earlier run. */
  readonly resumed: number;
  recall(key: string): Row | undefined;
  keep(key: string, row: Row): Promise<void>;
  keepNetwork(name: string, circuit: Circuit): Promise<string>;
  keepCertificate(name: string, certificate: Certificate): Promise<string>;
}

/** A name as a file's: letters, digits and a few signs. */
export const fileName = (name: string): string => `${name.replace(/[^A-Za-z0-9.+-]+/g, '-').slice(0, 120)}.json`;

/**
 * Opens the directory of a run.
 * @param resume whether rows of an earlier run with the same settings count; otherwise they are removed
 * @param settings what a row depends on besides its key: version, points, seed
 */
export async function openRunDirectory(path: string, resume: boolean, settings: string): Promise<RunDirectory> {
  const records = join(path, 'records');
  if (!resume) await rm(records, { recursive: true, force: true });
  await makeFolder(records);
  await makeFolder(join(path, 'networks'));
  await makeFolder(join(path, 'certificates'));
  const stamp = createHash('sha256').update(settings).digest('hex').slice(0, 16);
  const rows = await readRecords(records, stamp);
  return {
    path,
    resumed: rows.size,
    recall: (key) => rows.get(key),
    keep: async (key, row) => {
      const hash = createHash('sha256').update(key).digest('hex').slice(0, 16);
      await writeFileAtomically(join(records, `${hash}.json`), JSON.stringify({ stamp, key, row }));
    },
    keepNetwork: async (name, circuit) => {
      const file = fileName(name);
      await writeFileAtomically(join(path, 'networks', file), serializeCircuit(circuit));
      return `networks/${file}`;
    },
    keepCertificate: async (name, certificate) => {
      const file = fileName(name);
      await writeFileAtomically(join(path, 'certificates', file), serializeCertificate(certificate));
      return `certificates/${file}`;
    },
  };
}

/** Rows with the same stamp; anything else (another version, a foreign file) is left out. */
async function readRecords(directory: string, stamp: string): Promise<Map<string, Row>> {
  const rows = new Map<string, Row>();
  for (const name of await readdir(directory)) {
    if (!name.endsWith('.json')) continue;
    try {
      const record = JSON.parse(await readFile(join(directory, name), 'utf8')) as {
        stamp?: unknown;
        key?: unknown;
        row?: Row;
      } | null;
      if (record?.stamp === stamp && typeof record.key === 'string' && record.row) rows.set(record.key, record.row);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
    }
  }
  return rows;
}
