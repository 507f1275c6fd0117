// The layer that is chosen on the page, for components that follow it at once, before the page's own run.
//
// "layer" events: `detail` is { net, layer }.
export const chosen = new EventTarget();

export const choose = (net, layer) => chosen.dispatchEvent(new CustomEvent("layer", { detail: { net, layer } }));
