// Classes with their probability before and after: a bar for after, an outline for before.
import { element } from "../kit.js";
import { percent } from "./softmax.js";

/** Fill the list with `classes`: [{ name, target, shares: [before, after] }]; `both` writes both numbers. */
export function fillBeforeAfter(list, classes, both = false) {
  list.replaceChildren(...classes.map(({ name, target, shares: [before, after] }) => {
    const part = (kind, share) => {
      const bar = element("span", { class: kind });
      bar.style.width = `${100 * share}%`;
      return bar;
    };
    const share = element("span", { class: "share", text: both ? `${percent(before)} \u2192 ${percent(after)}` : percent(after) });
    return element("li", target ? { class: "chosen" } : {}, element("span", { class: "name", text: name }), share, element("span", { class: "track", "aria-hidden": "true" }, part("fill", after), part("was", before)));
  }));
}
