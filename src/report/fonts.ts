/**
 * The files of the figures' typeface, STIX Two Text (SIL Open Font License), for the writers of PDF and PNG.
 */

/** The cuts that figures use. */
export interface FigureFonts {
  readonly regular: Uint8Array;
  readonly italic: Uint8Array;
  readonly bold: Uint8Array;
}

let fonts: Promise<FigureFonts> | undefined;

async function readFonts(): Promise<FigureFonts> {
  const [{ readFile }, { createRequire }] = await Promise.all([import('node:fs/promises'), import('node:module')]);
  const { resolve } = createRequire(import.meta.url);
  const read = (cut: string): Promise<Uint8Array> =>
    readFile(resolve(`@expo-google-fonts/stix-two-text/${cut}/STIXTwoText_${cut}.ttf`));
  const [regular, italic, bold] = await Promise.all([read('400Regular'), read('400Regular_Italic'), read('700Bold')]);
  return { regular, italic, bold };
}

/**
 * Reads the typeface once for the process.
 *
 * @returns the font files' bytes
 */
export function figureFonts(): Promise<FigureFonts> {
  fonts ??= readFonts();
  return fonts;
}
