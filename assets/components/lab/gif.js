// A moving picture as GIF89a: one palette for all frames, only what changes between frames, LZW; in short slices so that the page stays alive.

const SLICE = 6; // milliseconds of work between two breaths of the page
const COLOURS = 255; // the 256th says "as before"
const CLEAR = 256;
const END = 257;
const LONGEST_CODE = 4096;

/** Ends a slice when its time is over, and the whole work when it is cancelled. */
class Pace {
  #start = performance.now();

  constructor(signal) {
    this.signal = signal;
  }

  async rest() {
    this.signal?.throwIfAborted();
    if (performance.now() - this.#start < SLICE) return;
    await new Promise((done) => setTimeout(done));
    this.signal?.throwIfAborted();
    this.#start = performance.now();
  }
}

/** Bytes that grow. */
class Bytes {
  #held = new Uint8Array(1 << 16);
  length = 0;

  put(...values) {
    for (const value of values) this.add(value);
  }

  add(value) {
    if (this.length === this.#held.length) {
      const larger = new Uint8Array(2 * this.length);
      larger.set(this.#held);
      this.#held = larger;
    }
    this.#held[this.length++] = value;
  }

  put16(...values) {
    for (const value of values) this.put(value & 255, value >> 8);
  }

  /** In blocks of at most 255 bytes, each after its length, and an empty one at the end. */
  blocks(data) {
    for (let at = 0; at < data.length; at += 255) {
      const block = data.subarray(at, at + 255);
      this.put(block.length, ...block);
    }
    this.put(0);
  }

  get data() {
    return this.#held.subarray(0, this.length);
  }
}

/** The most frequent colours of some frames (pixels as Uint32), and the index of the nearest for any colour. */
class Palette {
  #index = new Map();

  constructor(counts) {
    this.colours = [...counts].sort((a, b) => b[1] - a[1]).slice(0, COLOURS).map(([colour]) => colour);
    this.colours.forEach((colour, i) => this.#index.set(colour, i));
  }

  of(colour) {
    let index = this.#index.get(colour);
    if (index === undefined) this.#index.set(colour, (index = this.#nearest(colour)));
    return index;
  }

  #nearest(colour) {
    let best = 0;
    let least = Infinity;
    for (let i = 0; i < this.colours.length; i++) {
      const other = this.colours[i];
      const red = (colour & 255) - (other & 255);
      const green = ((colour >> 8) & 255) - ((other >> 8) & 255);
      const blue = ((colour >> 16) & 255) - ((other >> 16) & 255);
      const far = red * red + green * green + blue * blue;
      if (far >= least) continue;
      least = far;
      best = i;
    }
    return best;
  }
}

/** The smallest rectangle `{ x, y, width, height }` in which two frames differ; one pixel where they do not. */
function changed(pixels, before, width, height) {
  if (!before) return { x: 0, y: 0, width, height };
  let [left, right, top, bottom] = [width, -1, height, -1];
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      if (pixels[at] === before[at]) continue;
      if (x < left) left = x;
      if (x > right) right = x;
      if (top > y) top = y;
      bottom = y;
    }
  }
  return right < 0 ? { x: 0, y: 0, width: 1, height: 1 } : { x: left, y: top, width: right - left + 1, height: bottom - top + 1 };
}

/** Lempel, Ziv and Welch: `next[prefix * 256 + index]` is the code of a known string that goes on with `index`. */
class Lzw {
  #next;
  #bytes = new Bytes();
  #bits = 0;
  #held = 0;
  #prefix = -1;
  free = 0;
  size = 9;

  /** `table` has room for `LONGEST_CODE * 256` codes and serves one frame after the other. */
  constructor(table) {
    this.#next = table;
    this.#reset();
  }

  #reset() {
    this.#emit(CLEAR);
    this.#next.fill(0);
    this.free = END + 1;
    this.size = 9;
  }

  #emit(code) {
    this.#held |= code << this.#bits;
    for (this.#bits += this.size; this.#bits >= 8; this.#bits -= 8) {
      this.#bytes.add(this.#held & 255);
      this.#held >>>= 8;
    }
  }

  put(index) {
    if (this.#prefix < 0) return (this.#prefix = index);
    const at = this.#prefix * 256 + index;
    const known = this.#next[at];
    if (known > 0) return (this.#prefix = known);
    this.#emit(this.#prefix);
    this.#prefix = index;
    if (this.free === LONGEST_CODE) return this.#reset();
    if (this.free >= 1 << this.size) this.size++;
    this.#next[at] = this.free++;
  }

  end() {
    this.#emit(this.#prefix);
    if (this.free < LONGEST_CODE && this.free >= 1 << this.size) this.size++; // the reader has learnt one string more by now
    this.#emit(END);
    if (this.#bits > 0) this.#bytes.put(this.#held & 255);
    return this.#bytes.data;
  }
}

function head(file, width, height, palette, comment) {
  file.put(...new TextEncoder().encode("GIF89a"));
  file.put16(width, height);
  file.put(0xf7, 0, 0); // one palette of 256 for all frames, 8 bits a colour
  for (let i = 0; i < 256; i++) {
    const colour = palette.colours[i] ?? 0;
    file.put(colour & 255, (colour >> 8) & 255, (colour >> 16) & 255);
  }
  file.put(0x21, 0xff, 11, ...new TextEncoder().encode("NETSCAPE2.0"), 3, 1, 0, 0, 0); // again and again
  file.put(0x21, 0xfe);
  file.blocks(new TextEncoder().encode(comment));
}

/**
 * Write `count` frames; `draw(i)` gives frame i as ImageData of `width * height`, opaque. `delay` in hundredths of a second.
 * `onProgress(done, count)` after every frame; `signal` (an AbortSignal) cancels. Resolves to the file's bytes.
 */
export async function encode({ count, width, height, draw, delay, comment = "", onProgress = () => {}, signal }) {
  const pace = new Pace(signal);
  const frame = (i) => new Uint32Array(draw(i).data.buffer);
  const counts = new Map();
  for (const i of new Set([0, count >> 1, count - 1])) {
    const pixels = frame(i);
    await pace.rest();
    for (let at = 0; at < pixels.length; at++) {
      counts.set(pixels[at], (counts.get(pixels[at]) ?? 0) + 1);
      if (at % width === 0) await pace.rest();
    }
  }
  await pace.rest();
  const palette = new Palette(counts);
  await pace.rest();
  const file = new Bytes();
  head(file, width, height, palette, comment);
  const table = new Uint16Array(LONGEST_CODE * 256);
  let before = null;
  for (let i = 0; i < count; i++) {
    const pixels = frame(i);
    await pace.rest();
    const box = changed(pixels, before, width, height);
    await pace.rest();
    file.put(0x21, 0xf9, 4, 0x05); // what was there stays, and one colour lets it through
    file.put16(delay);
    file.put(COLOURS, 0, 0x2c);
    file.put16(box.x, box.y, box.width, box.height);
    file.put(0, 8);
    const lzw = new Lzw(table);
    for (let y = box.y; y < box.y + box.height; y++) {
      for (let x = box.x, at = y * width + box.x; x < box.x + box.width; x++, at++) {
        lzw.put(before && pixels[at] === before[at] ? COLOURS : palette.of(pixels[at]));
      }
      await pace.rest();
    }
    file.blocks(lzw.end());
    before = pixels;
    onProgress(i + 1, count);
  }
  file.put(0x3b);
  return file.data;
}
