// A file for the visitor.
import { element } from "./kit.js";

/** Hand a file to the visitor. */
export function save(blob, name) {
  const link = element("a", { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
