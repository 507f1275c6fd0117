// Questions about own classes: one at a time each, answered in the packed form, or refused in a sentence.
import { unpack } from "../kit.js";

const UNREACHABLE = "The server could not be reached. Try it again in a moment.";

async function answered(path, init) {
  let answer;
  try {
    answer = await fetch(path, { method: "POST", ...init });
  } catch {
    throw new Error(UNREACHABLE);
  }
  if (!answer.ok) throw new Error(await answer.text());
  return new Uint8Array(await answer.arrayBuffer());
}

/** The bytes of an answer to a quick question. Throws an error whose message is a sentence. */
export function bytesOf(name, ticket, asked) {
  return answered(`/answers/${name}`, { headers: { "Content-Type": "application/json" }, body: JSON.stringify({ ticket, asked }) });
}

/** The same, unpacked. */
export async function ask(name, ticket, asked) {
  return unpack(await bytesOf(name, ticket, asked));
}

/** Send a picture: into a class (`act` "class", `about` its reference), or to be looked at. */
export function send(act, ticket, about, blob) {
  return answered(`/pictures/${act}`, { headers: { "X-Cnnviz-Ticket": ticket, "X-Cnnviz-About": about }, body: blob });
}

/** A picture's address for `img`, from its bytes. */
export function address(bytes) {
  return URL.createObjectURL(new Blob([bytes], { type: "image/jpeg" }));
}
