// While the visitor looks at the film, the modules of the pages behind the doors come in: their first click finds them here.

const SOON = 800; // milliseconds: the film has started by then

/** Ask for modules, by their addresses, once; `data.ahead` may be missing. */
export function fetchAhead(addresses = []) {
  setTimeout(() => {
    const there = new Set(Array.from(document.head.querySelectorAll("link[rel=modulepreload]"), (link) => link.href));
    for (const address of addresses) {
      const href = new URL(address, location.origin).href;
      if (there.has(href)) continue;
      document.head.append(Object.assign(document.createElement("link"), { rel: "modulepreload", href, fetchPriority: "low" }));
    }
  }, SOON);
}
