// What else one can ask of the same numbers: a row of tabs, each fetched when it is first opened.
import { calm, element } from "../kit.js";

export const TABS = {
  channels: "Channels",
  stack: "Stack",
  transposed: "Transposed",
  pooling: "Pooling",
  dims: "1-D and 3-D",
  im2col: "im2col",
  flip: "Flip",
  borders: "Borders",
  nonlinearity: "Nonlinearity",
};

/** Whether a tab's key may have this value: one of a list, or a number in a range. */
function allowed(rule, value) {
  if (rule.values) return rule.values.includes(value);
  return /^-?\d+(\.\d+)?$/.test(value) && Number(value) >= rule.low && Number(value) <= rule.high;
}

function complaint(key, rule, value) {
  const can = rule.values ? `it can be ${rule.values.join(", ")}` : `it can be ${rule.low} to ${rule.high}`;
  return `The link asked for ${key} ${value.slice(0, 20)}; ${can}. Showing ${rule.default}.`;
}

export class Tabs {
  #tabs = {}; // by name: { module, tab } once loaded
  #panel = element("div", { class: "panel", role: "tabpanel", id: "lab-panel", tabindex: "0" });
  #buttons = {};
  #open = "";
  #scene = null;

  /** `lab` has `settings()`, `change(changes)`, `rest(soon)`, `look()` (palette and font) and `note(sentence)`. */
  constructor(lab) {
    this.lab = lab;
    const list = element("div", { class: "tabs", role: "tablist", "aria-label": "More about this layer" });
    for (const [name, title] of Object.entries(TABS)) {
      const button = element("button", { type: "button", role: "tab", id: `lab-tab-${name}`, "aria-controls": "lab-panel", "data-tab": name, text: title });
      button.onclick = () => this.#choose(this.#open === name ? "" : name);
      this.#buttons[name] = button;
      list.append(button);
    }
    list.onkeydown = (event) => this.#step(event);
    this.element = element("section", { class: "more", "aria-label": "More about this layer" }, list, this.#panel);
    this.#mark("");
  }

  #choose(name) {
    this.lab.change({ tab: name });
    this.lab.rest(false);
  }

  /** Arrow keys walk along the row, as in every row of tabs. */
  #step(event) {
    const names = Object.keys(TABS);
    const at = names.indexOf(event.target.dataset.tab);
    const next = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: names.length - 1 }[event.key];
    if (at < 0 || next === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    const name = names[(next + names.length) % names.length];
    this.#buttons[name].focus();
    this.#choose(name);
  }

  #mark(open) {
    for (const [name, button] of Object.entries(this.#buttons)) {
      button.setAttribute("aria-selected", String(name === open));
      button.tabIndex = name === open || (open === "" && name === "channels") ? 0 : -1;
    }
    this.#panel.hidden = open === "";
    if (open) this.#panel.setAttribute("aria-labelledby", `lab-tab-${open}`);
  }

  /** Called with every change of the settings, the theme and the width. */
  show(scene) {
    this.#scene = scene;
    const { tab } = scene.settings;
    if (tab !== this.#open) this.#turn(tab);
    this.#tabs[tab]?.show(scene);
  }

  #turn(name) {
    this.#open = name;
    this.#mark(name);
    const there = this.#tabs[name];
    this.#panel.replaceChildren(...(there ? [there.element] : []));
    if (name !== "" && !there) this.#load(name);
  }

  async #load(name) {
    const style = fetch(new URL(`./tabs/${name}.css`, import.meta.url)).then((answer) => answer.text());
    const [module, css] = await Promise.all([import(`./tabs/${name}.js`), style]);
    if (this.#tabs[name] || this.gone) return;
    this.element.append(element("style", { text: css }));
    const tab = (this.#tabs[name] = new module.Tab(this.#context(module.KEYS)));
    if (this.#open !== name) return;
    this.#panel.replaceChildren(tab.element);
    tab.show(this.#scene);
  }

  #context(keys) {
    const { lab } = this;
    for (const [key, rule] of Object.entries(keys)) {
      const value = lab.settings().extra[key];
      if (value === undefined || allowed(rule, value)) continue;
      lab.note(complaint(key, rule, value));
      const { [key]: _, ...extra } = lab.settings().extra; // the address shall not hand it on
      lab.change({ extra });
      lab.rest(true);
    }
    return {
      get: (key) => {
        const value = lab.settings().extra[key];
        return value !== undefined && allowed(keys[key], value) ? value : keys[key].default;
      },
      set: (key, value) => {
        const extra = { ...lab.settings().extra, [key]: String(value) };
        if (extra[key] === keys[key].default) delete extra[key];
        lab.change({ extra });
        lab.rest(true);
      },
      change: (changes) => {
        lab.change(changes);
        lab.rest(true);
      },
      palette: () => lab.look().palette,
      font: () => lab.look().font,
      calm,
    };
  }

  leave() {
    this.gone = true;
    for (const tab of Object.values(this.#tabs)) tab.leave();
  }
}
