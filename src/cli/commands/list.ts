/** `loglog list`. */
import { layerMethods, type Method, methodsFor } from '../../constructions/index.ts';
import { findLayer, findTarget, listLayers, listTargets } from '../../functions/index.ts';
import { nearestName } from '../../functions/nearest-name.ts';
import { singleMethods } from '../../measurement/index.ts';
import { textTable } from '../../report/index.ts';
import { statements } from '../../theorems/index.ts';
import { badRequest } from '../failure.ts';
import { answer, type CommonOptions } from '../output.ts';

interface MethodLine {
  readonly target: string;
  readonly method: string;
  readonly role: string;
  readonly summary: string;
}

const methodLines = (): MethodLine[] => [
  ...listTargets().flatMap(({ pattern, example }) =>
    linesOf(pattern, [...methodsFor(findTarget(example)), ...singleMethods]),
  ),
  ...listLayers().flatMap(({ pattern, example }) => linesOf(pattern, layerMethods(findLayer(example)))),
];

const linesOf = (target: string, methods: readonly Pick<Method, 'name' | 'role' | 'summary'>[]): MethodLine[] =>
  methods.map(({ name, role, summary }) => ({ target, method: name, role, summary }));

const KINDS = ['targets', 'methods', 'statements'];

/** Prints what there is, one line each, with its reference. */
export function runList(kind: string | undefined, options: CommonOptions): void {
  if (kind !== undefined && !KINDS.includes(kind)) {
    const near = nearestName(kind, KINDS);
    const hint = near === undefined ? '' : `: did you mean ${near}?`;
    throw badRequest(`list: expected ${KINDS.join(', ')} or nothing, got "${kind.slice(0, 40)}"${hint}`);
  }
  const wants = (name: string): boolean => kind === undefined || kind === name;
  const targets = wants('targets') ? [...listTargets(), ...listLayers()] : undefined;
  const methods = wants('methods') ? methodLines() : undefined;
  const known = wants('statements')
    ? statements.map(({ id, title, claim, references }) => ({ id, title, claim, references }))
    : undefined;
  const json = { ...(targets && { targets }), ...(methods && { methods }), ...(known && { statements: known }) };
  answer(options, json, () => {
    const tables: string[] = [];
    if (targets)
      tables.push(
        textTable(
          ['target', 'definition', 'reference'],
          targets.map((t) => [t.pattern, t.formula, t.reference]),
          ['left', 'left', 'left'],
        ),
      );
    if (methods)
      tables.push(
        textTable(
          ['target', 'method', 'role', 'construction'],
          methods.map((m) => [m.target, m.method, m.role, m.summary]),
          ['left', 'left', 'left', 'left'],
        ),
      );
    if (known)
      tables.push(
        textTable(
          ['statement', 'title', 'reference'],
          known.map((s) => [s.id, s.title, s.references[0] ?? '']),
          ['left', 'left', 'left'],
        ),
      );
    return tables.join('\n').trimEnd();
  });
}
