// Pictures on their way in: shrunk where the browser can read them, sent three at a time, each refusal in a sentence.
import { send } from "./ask.js";

const SIDE = 320; // pixels of the shorter side of what is sent
const LANES = 3;
const LARGEST = 20_000_000;

/** What is sent of a file: a small copy, or the file itself where the browser cannot read it: the server may. */
export async function shrunk(file) {
  let bitmap;
  try {
    bitmap = await createImageBitmap(file);
  } catch {
    return file;
  }
  const scale = Math.min(1, SIDE / Math.min(bitmap.width, bitmap.height));
  const canvas = Object.assign(document.createElement("canvas"), { width: Math.max(1, Math.round(bitmap.width * scale)), height: Math.max(1, Math.round(bitmap.height * scale)) });
  const pen = canvas.getContext("2d");
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.imageSmoothingQuality = "high";
  pen.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  return new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.95));
}

/** Send files into a class; `onFar(done, of)` after each. Returns { taken, sentences }: one for each that was not. */
export async function takeIn(files, { ticket, reference, onFar }) {
  const waiting = [...files];
  const of = waiting.length;
  const sentences = [];
  let [done, taken] = [0, 0];
  const lane = async () => {
    while (waiting.length) {
      const file = waiting.shift();
      try {
        if (file.size > LARGEST) throw new Error("The file has more than 20 MB. Scale the picture down, or save it as JPEG.");
        await send("class", ticket, reference, await shrunk(file));
        taken += 1;
      } catch (problem) {
        sentences.push(`${(file.name ?? "A picture").slice(0, 40)}: ${problem.message}`);
      }
      done += 1;
      onFar(done, of);
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return { taken, sentences };
}

/** The files of a drop that might be pictures; folders and text are left out. */
export function filesOf(transfer) {
  return [...(transfer?.files ?? [])].filter((file) => file.size > 0 || file.type);
}
