// A photo comes in: decoded by the browser, turned upright, and shrunk; nothing leaves the machine here.
import { planesOf } from "./convolve.js";

const LARGEST_FILE = 20 * 1024 * 1024; // bytes, the same limit as the server's
const LONGEST_SIDE = 1024; // pixels of the copy that can be sent to the network
const WORKING_SIZE = [168, 112]; // the demo computes on at most this many columns and rows: its pixels stay visible
const LEAST = 7; // so that a 5x5 window fits in anything

/** A photo that cannot be used; the message is the sentence to show. */
export class Refused extends Error {}

/** The sample at `url`, as `fromBlob` gives it. */
export async function fromUrl(url, title) {
  const answer = await fetch(url).catch(() => null);
  if (!answer?.ok) throw new Refused(`The photo "${title}" did not arrive. Choose another one, or use your own.`);
  return fromBlob(await answer.blob(), title);
}

/** A photo from the visitor's own file; refused with a sentence when it is too large or not a picture. */
export async function fromFile(file) {
  if (file.size > LARGEST_FILE) {
    const size = (file.size / 1024 / 1024).toFixed(1);
    throw new Refused(`"${file.name}" is ${size} MB. Photos can be up to 20 MB: save a smaller copy and use that.`);
  }
  return fromBlob(file, file.name);
}

/** `{ canvas, pixels, type, title }`: the photo at most 1024 px a side, and the small planes the demo computes on. */
async function fromBlob(blob, title) {
  let bitmap;
  try {
    bitmap = await createImageBitmap(blob); // turns the photo upright as its EXIF says
  } catch {
    throw new Refused(`"${title}" is not a picture this browser can open. Use a JPEG, PNG or WebP file.`);
  }
  const canvas = shrunk(bitmap, LONGEST_SIDE, LONGEST_SIDE);
  bitmap.close();
  const small = shrunk(canvas, ...WORKING_SIZE, LEAST);
  const context = small.getContext("2d");
  const photo = planesOf(context.getImageData(0, 0, small.width, small.height));
  return { canvas, small, photo, type: blob.type, title };
}

/** A copy that fits in `columns` x `rows`, aspect kept, nothing cropped; white shows through transparency. */
function shrunk(source, columns, rows, least = 1) {
  const scale = Math.min(1, columns / source.width, rows / source.height);
  const [width, height] = [source.width, source.height].map((side) => Math.max(least, Math.round(side * scale)));
  let now = source; // halved until less than twice too large: in one step some browsers skip pixels
  while (now.width >= 2 * width && now.height >= 2 * height) now = drawn(now, now.width >> 1, now.height >> 1);
  return drawn(now, width, height);
}

function drawn(source, width, height) {
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  const context = canvas.getContext("2d");
  context.fillStyle = "#fff";
  context.fillRect(0, 0, width, height);
  context.imageSmoothingQuality = "high";
  context.drawImage(source, 0, 0, width, height);
  return canvas;
}

/** The photo as a data URL: JPEG for photos, PNG for small drawings, whose sharp edges JPEG would smear. */
export function dataUrl({ canvas, type }) {
  const drawing = type !== "image/jpeg" && canvas.width * canvas.height <= 512 * 512;
  return drawing ? canvas.toDataURL("image/png") : canvas.toDataURL("image/jpeg", 0.92);
}
