/** Panels that an interrupted certification has bounded, kept beside the certificate that is being made. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { type Magnitude, magnitude } from '../arithmetic/magnitude.ts';
import { formatExact, parseNumeral } from '../arithmetic/numerals.ts';
import { parsePanels, serializePanels } from '../certificates/certificate-file.ts';
import { readTextFile, writeFileAtomically } from '../circuits/file-node.ts';
import type { BoundedPanel } from '../measurement/index.ts';

/** A file of bounded panels. */
export interface PartialCertificate {
  readonly path: string;
  /** The panels of an earlier run with the same stamp; none if there was none. */
  readonly known: readonly BoundedPanel[];
  /** Notes a panel; the file is written at most every few seconds. */
  keep(panel: BoundedPanel): void;
  /** Writes what is noted. */
  flush(): Promise<void>;
  remove(): Promise<void>;
}

const FORMAT = 'loglog-partial-certificate';
/** Milliseconds between two writes. */
const INTERVAL = 3000;

interface Noted {
  readonly upper: readonly [number, number];
  readonly seen: readonly [number, number];
  readonly index: number;
  readonly at: string;
}

const pair = ({ mantissa, exponent }: Magnitude): readonly [number, number] => [mantissa, exponent];

function serialize(stamp: string, panels: readonly BoundedPanel[]): string {
  const notes = panels.map(({ bound, seen, at }): Noted => ({
    upper: pair(bound.upper),
    seen: pair(seen),
    index: bound.index,
    at: formatExact(at),
  }));
  const fields = [`"format":"${FORMAT}"`, `"stamp":"${stamp}"`, `"notes":${JSON.stringify(notes)}`];
  return `{${fields.join(',\n')},\n${serializePanels(panels.map(({ panel }) => panel))}}\n`;
}

/** The panels of a file with this stamp; an unreadable or foreign file has none. */
async function read(path: string, stamp: string): Promise<readonly BoundedPanel[]> {
  if (!existsSync(path)) return [];
  try {
    const document = JSON.parse(await readTextFile(path)) as {
      format?: unknown;
      stamp?: unknown;
      notes: readonly Noted[];
    };
    if (document.format !== FORMAT || document.stamp !== stamp) return [];
    return parsePanels(document).map((panel, i) => {
      const { upper, seen, index, at } = document.notes[i] as Noted;
      const bound = { upper: magnitude(...upper), index };
      return { panel, bound, seen: magnitude(...seen), at: parseNumeral(at) };
    });
  } catch (error) {
    if (error instanceof RangeError || error instanceof SyntaxError || error instanceof TypeError) return [];
    throw error;
  }
}

/**
 * Opens the partial file of a certificate.
 * @param path the file
 * @param resume whether an earlier run's panels count
 * @param settings what a panel depends on: circuit, target, domain, tightness
 */
export async function openPartial(path: string, resume: boolean, settings: string): Promise<PartialCertificate> {
  const stamp = createHash('sha256').update(settings).digest('hex');
  const known = resume ? await read(path, stamp) : [];
  const panels = [...known];
  let last = performance.now();
  let writing: Promise<void> = Promise.resolve();
  const write = async (): Promise<void> => {
    last = performance.now();
    writing = writing.then(() => writeFileAtomically(path, serialize(stamp, panels)));
    await writing;
  };
  return {
    path,
    known,
    keep: (panel) => {
      panels.push(panel);
      if (performance.now() - last > INTERVAL) void write();
    },
    flush: async () => {
      if (panels.length > 0) await write();
    },
    remove: async () => {
      await writing;
      await rm(path, { force: true });
    },
  };
}
