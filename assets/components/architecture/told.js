// What is told of a network: when it came, what was new, where to read it, how well it did then.
import { element } from "../kit.js";

export function headOf({ title, year, news }) {
  const when = element("span", { class: "year", text: year });
  return element("header", { class: "who" }, element("h2", {}, title, " ", when), element("p", { text: news }));
}

export function detailsOf({ title, paper, error, remarks }) {
  const list = element("dl", { class: "about", "aria-label": `About ${title}` });
  const add = (term, ...texts) => {
    if (texts.length > 0 && texts[0]) list.append(element("div", {}, element("dt", { text: term }), ...texts.map((text) => element("dd", { text }))));
  };
  add("Paper", paper);
  add("Error then", error);
  add("Worth knowing", ...remarks);
  return list;
}

/** What others print for a network, and why it differs from ours. */
export function claimsOf({ title, claims }) {
  const heads = ["Who", "prints", "Figure", "What it counts", "Why it differs"].map((text) => element("th", { scope: "col", text }));
  const lines = claims.map(({ tool, quantity, value, convention, why, source }) =>
    element(
      "tr", {}, element("th", { scope: "row", text: tool }), element("td", { text: quantity }), element("td", { class: "number", text: value }), element("td", { text: convention }),
      element("td", { text: source ? `${why} (${source})` : why }),
    ));
  const table = element("table", { class: "claims" }, element("thead", {}, element("tr", {}, ...heads)), element("tbody", {}, ...lines));
  return element("div", { class: "frame", tabindex: "0", role: "region", "aria-label": `What others print for ${title}` }, table);
}
