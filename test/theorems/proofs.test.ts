import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseNumeral } from '../../src/arithmetic/numerals.ts';
import { parseCertificate } from '../../src/certificates/index.ts';
import { shortfall, staleness, statements, theorem31Upper } from '../../src/theorems/index.ts';
import { root } from '../repository/repository.ts';

const folder = (id: string): string => join(root, 'proofs/certificates', id);
const requests = theorem31Upper.certified?.() ?? [];
const [request] = requests;
if (request === undefined) throw new Error('expected networks with certificates');

const file = readdirSync(folder('theorem-3.1-upper')).find((name) => name.includes('nested-0.0001')) ?? '';
const { certificate } = parseCertificate(readFileSync(join(folder('theorem-3.1-upper'), file), 'utf8'));

describe('the certificates beside the proofs', () => {
  it.each(statements.filter(({ certified }) => certified !== undefined))(
    'are all there for $id',
    ({ id, certified }) => {
      expect(readdirSync(folder(id))).toHaveLength(certified?.().length ?? -1);
    },
  );

  it('are about the networks that the constructions give today', () => {
    expect(staleness(request, certificate)).toBeUndefined();
    const [, , other] = requests;
    if (other === undefined) throw new Error('expected another network');
    expect(staleness(other, certificate)).toMatch(/network is not the one constructed today/);
    expect(staleness({ ...request, relative: true }, certificate)).toMatch(/not about the relative error/);
    expect(staleness(request, { ...certificate, target: 'tanh' })).toMatch(/about tanh, not gelu-tanh/);
    const lower = parseNumeral('-1/2');
    expect(staleness(request, { ...certificate, domain: { ...certificate.domain, lower } })).toMatch(/another domain/);
  });

  it('show what is said of the networks, or tell what they lack', () => {
    const proved = (lower: string, upper: string): Parameters<typeof shortfall>[1] => ({
      status: 'proved',
      lower: parseNumeral(lower),
      upper: parseNumeral(upper),
    });
    expect(shortfall(request, proved('1e-6', '1e-4'))).toBeUndefined();
    expect(shortfall(request, proved('1e-6', '1.0001e-4'))).toMatch(/is not below ε = 0\.0001/);
    expect(shortfall(request, { status: 'unknown', reason: 'a gap' })).toBe('unknown: a gap');
    const byStep = { ...request, steps: 3, eps: parseNumeral('0.5') };
    expect(shortfall(byStep, proved('0.4999', '0.5001'))).toBeUndefined();
    expect(shortfall(byStep, proved('0.5001', '0.5002'))).toMatch(/closed form 0\.5 is not in/);
    expect(shortfall(byStep, proved('0.4', '0.4999'))).toMatch(/closed form 0\.5 is not in/);
  });
});
