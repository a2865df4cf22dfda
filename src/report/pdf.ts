/**
 * Vector PDF files of figures, with the typeface embedded.
 */
import { figureFonts } from './fonts.ts';

/** A fixed date, so that the same figure gives the same file. */
const creationDate = new Date(Date.UTC(2000, 0, 1));

interface Size {
  readonly width: number;
  readonly height: number;
}

/** The size of a figure from its view box. */
function sizeOf(svg: string): Size {
  const match = /<svg\b[^>]*\bviewBox="\S+ \S+ (\d+(?:\.\d+)?) (\d+(?:\.\d+)?)"/.exec(svg);
  if (match === null) throw new RangeError('svgToPdf: expected an SVG document with a viewBox, got none');
  return { width: Number(match[1]), height: Number(match[2]) };
}

function unescapeMarkup(markup: string): string {
  const entities: readonly (readonly [string, string])[] = [
    ['&lt;', '<'],
    ['&gt;', '>'],
    ['&quot;', '"'],
    ['&#39;', "'"],
    ['&amp;', '&'],
  ];
  return entities.reduce((text, [entity, sign]) => text.replaceAll(entity, sign), markup);
}

/** The bytes of a document that is written to its end. */
function collect(document: PDFKit.PDFDocument): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const chunks: Uint8Array[] = [];
    document.on('data', (chunk: Uint8Array) => chunks.push(chunk));
    document.on('end', () => {
      resolve(Uint8Array.from(Buffer.concat(chunks)));
    });
    document.on('error', reject);
    document.end();
  });
}

/**
 * Turns a figure into one page of vector PDF, one px to one pt, cut to the figure.
 *
 * @param svg - an SVG document of this project, with a view box
 * @returns the PDF file, the same for the same input
 * @throws {RangeError} if the document has no view box
 */
export async function svgToPdf(svg: string): Promise<Uint8Array> {
  const { width, height } = sizeOf(svg);
  const [{ default: PdfDocument }, { default: svgToPdfkit }, { regular, italic, bold }] = await Promise.all([
    import('pdfkit'),
    import('svg-to-pdfkit'),
    figureFonts(),
  ]);
  const title = unescapeMarkup(/<title>([^<]*)<\/title>/.exec(svg)?.[1] ?? 'Figure');
  const document = new PdfDocument({
    size: [width, height],
    margin: 0,
    info: { Title: title, Creator: 'loglog', Producer: 'loglog', CreationDate: creationDate },
  });
  document.registerFont('regular', Buffer.from(regular));
  document.registerFont('italic', Buffer.from(italic));
  document.registerFont('bold', Buffer.from(bold));
  svgToPdfkit(document, svg, 0, 0, {
    width,
    height,
    assumePt: true,
    fontCallback: (_family, isBold, isItalic) => (isBold ? 'bold' : isItalic ? 'italic' : 'regular'),
  });
  return collect(document);
}
