// Classes as bars: the probability with something covered, and, outlined, that of the whole photo.
import { element } from "../kit.js";
import { percent } from "../prediction/softmax.js";

/** Fill `list` (an `ol`) with `classes`: [{ name, target, shares: [before, after] }]. */
export function showBars(list, classes) {
  list.replaceChildren(...classes.map(({ name, target, shares: [before, after] }) => {
    const part = (kind, share) => {
      const bar = element("span", { class: kind });
      bar.style.width = `${100 * share}%`;
      return bar;
    };
    return element("li", target ? { class: "chosen" } : {}, element("span", { class: "name", text: name }), element("span", { class: "share", text: percent(after) }), element("span", { class: "track", "aria-hidden": "true" }, part("fill", after), part("was", before)));
  }));
}
