// The switches of a layer: a scale for each unit, 0 is off, 1 on. As text the same as `cnnviz/ui/switches_text.py` writes.

const ONLY = "only";
const DEEPEST = 100; // steps that can be undone

/** Scales as text: `3_17_40-45_12*0.5`, `only_5`; all on is the empty text. */
export function text(scales) {
  const base = 2 * scales.filter((scale) => scale === 0).length > scales.length ? 0 : 1;
  const terms = base ? [] : [ONLY];
  for (let start = 0; start < scales.length; ) {
    let stop = start;
    while (stop < scales.length && scales[stop] === scales[start]) stop++;
    const scale = scales[start];
    if (scale !== base) {
      const span = stop === start + 1 ? `${start + 1}` : `${start + 1}-${stop}`;
      terms.push(scale === 1 - base ? span : `${span}*${Number(scale.toFixed(2))}`);
    }
    start = stop;
  }
  return terms.join("_");
}

/** The scales of `count` units that a text of ours holds. */
export function parse(written, count) {
  const terms = written ? written.split("_") : [];
  const base = terms[0] === ONLY ? 0 : 1;
  const scales = Array(count).fill(base);
  for (const term of terms.slice(base ? 0 : 1)) {
    const [, first, last, scale] = term.match(/^(\d+)(?:-(\d+))?(?:\*([\d.]+))?$/);
    scales.fill(scale === undefined ? 1 - base : Number(scale), first - 1, Number(last ?? first));
  }
  return scales;
}

/** What is switched, in words. */
export function said(scales) {
  const off = scales.filter((scale) => scale === 0).length;
  const scaled = scales.filter((scale) => scale !== 0 && scale !== 1).length;
  const count = scales.length;
  if (!off && !scaled) return `All ${count} units are on.`;
  const parts = [off && `${off} of ${count} units ${off === 1 ? "is" : "are"} off`, scaled && `${scaled} ${scaled === 1 ? "is" : "are"} scaled`];
  return `${parts.filter(Boolean).join(", ")}.`;
}

export class Switches {
  #past = [];

  constructor(scales) {
    this.scales = scales;
  }

  get canUndo() {
    return this.#past.length > 0;
  }

  /** Put new scales in place; a slide of one control is one step to undo. */
  set(scales, { slide = false } = {}) {
    if (!(slide && this.sliding)) this.#past = [...this.#past, this.scales].slice(-DEEPEST);
    this.sliding = slide;
    this.scales = scales;
  }

  undo() {
    this.sliding = false;
    if (this.canUndo) this.scales = this.#past.pop();
  }

  toggle(unit) {
    this.set(this.scales.with(unit, this.scales[unit] === 0 ? 1 : 0));
  }

  scale(unit, value) {
    this.set(this.scales.with(unit, value), { slide: true });
  }

  only(unit) {
    this.set(this.scales.map((_, i) => (i === unit ? 1 : 0)));
  }

  off(units) {
    this.set(this.scales.map((scale, i) => (units.includes(i) ? 0 : scale)));
  }

  all(value) {
    this.set(this.scales.map(() => value));
  }

  /** Off and on change places; what is scaled stays. */
  invert() {
    this.set(this.scales.map((scale) => (scale === 0 ? 1 : scale === 1 ? 0 : scale)));
  }
}
