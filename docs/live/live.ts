/** The page: what a visitor picks, and what the worker answers. */
import * as Plot from '@observablehq/plot';
import type { Answer, Request, Rung } from './messages.ts';

function element<E extends HTMLElement>(id: string, type: new () => E): E {
  const found = document.getElementById(id);
  if (!(found instanceof type)) throw new Error(`the page has no ${id}`);
  return found;
}

const form = element('request', HTMLFormElement);
const target = element('target', HTMLSelectElement);
const method = element('method', HTMLSelectElement);
const eps = element('eps', HTMLInputElement);
const points = element('points', HTMLInputElement);
const status = element('status', HTMLParagraphElement);

const say = (text: string, isFault = false): void => {
  status.textContent = text;
  status.classList.toggle('fault', isFault);
};

const fill = (select: HTMLSelectElement, names: readonly string[]): void => {
  select.replaceChildren(...names.map((name) => new Option(name)));
};

function table(id: string, rows: readonly (readonly [string, string])[]): void {
  const body = rows.map(([name, value]) => {
    const row = document.createElement('tr');
    const head = document.createElement('th');
    const cell = document.createElement('td');
    head.textContent = name;
    cell.textContent = value;
    row.append(head, cell);
    return row;
  });
  element(id, HTMLTableElement).replaceChildren(...body);
}

const show = (id: string, options: Plot.PlotOptions): void => {
  element(id, HTMLDivElement).replaceChildren(
    Plot.plot({ width: 440, height: 300, marginLeft: 52, grid: true, ...options }),
  );
};

const showLadder = (rungs: readonly Rung[]): void => {
  show('ladder', {
    x: { label: 'gates' },
    y: { label: 'log₁₀ error' },
    color: { legend: true },
    marks: [
      Plot.line(rungs, { x: 'gates', y: 'error', stroke: 'method', sort: 'gates' }),
      Plot.dot(rungs, {
        x: 'gates',
        y: 'error',
        stroke: 'method',
        title: (rung: Rung) => `${rung.method}, ε = ${rung.eps}`,
      }),
    ],
  });
};

let methods: Readonly<Record<string, readonly string[]>> = {};
let rungs: Rung[] = [];
const device = element('device', HTMLElement);
const worker = new Worker(new URL('worker.js', import.meta.url), { type: 'module' });

function offer(): void {
  fill(method, ['auto', ...(methods[target.value] ?? [])]);
}

function ask(): void {
  const request: Request = { target: target.value, method: method.value, eps: eps.value, points: Number(points.value) };
  rungs = [];
  say('Building …');
  worker.postMessage(request);
}

function receive(answer: Answer): void {
  switch (answer.kind) {
    case 'ready':
      methods = answer.targets;
      device.textContent = answer.device;
      fill(target, Object.keys(methods));
      target.value = 'gelu-tanh';
      offer();
      ask();
      break;
    case 'built':
      table('size', [['method', answer.method], ...answer.size]);
      say('Measuring …');
      break;
    case 'estimate':
      table('estimate', answer.rows);
      device.textContent = answer.device;
      break;
    case 'curve':
      show('curve', {
        x: { label: 'x' },
        y: { label: null },
        marks: [Plot.line(answer.points.filter(([, y]) => Number.isFinite(y)))],
      });
      break;
    case 'rung':
      rungs.push(answer.rung);
      showLadder(rungs);
      break;
    case 'done':
      say('Done.');
      break;
    case 'fault':
      say(answer.message, true);
  }
}

worker.addEventListener('message', ({ data }: MessageEvent<Answer>) => {
  receive(data);
});
target.addEventListener('change', offer);
form.addEventListener('submit', (event) => {
  event.preventDefault();
  ask();
});
