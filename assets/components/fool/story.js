// From panda to gibbon, and what helps.
import { element } from "../kit.js";

const PAPERS = {
  goodfellow: ["Goodfellow, Shlens, Szegedy 2014", "https://arxiv.org/abs/1412.6572"],
  madry: ["Madry et al. 2017", "https://arxiv.org/abs/1706.06083"],
  athalye: ["Athalye, Carlini, Wagner 2018", "https://arxiv.org/abs/1802.00420"],
};

const paper = (name) => element("a", { href: PAPERS[name][1], target: "_blank", rel: "noreferrer", text: PAPERS[name][0] });

export class Story {
  /** `onChange(look)` where a button sets the controls. */
  constructor(onChange) {
    const button = (text, look) => Object.assign(element("button", { type: "button", text }), { onclick: () => onChange(look) });
    const panda = element("p", {}, "GoogLeNet took a photo for a panda (57.7 %). One step along the signs of the gradient, no more than the last bit of an 8-bit picture (\u03b5 = 0.007 in that network's numbers): it saw a gibbon, and was surer of it than it had been of the panda (99.3 %). ", paper("goodfellow"), ".");
    const set = element("div", { class: "group" }, button("One step of 1, as then", { steps: 1, norm: "linf", level: 1 }), button("Ten steps, as far", { steps: 10, norm: "linf", level: 1, start: "photo" }), button("Ten steps, four times as far", { steps: 10, norm: "linf", level: 4, start: "photo" }));
    const trained = element("li", {}, "Training on such pictures (adversarial training) is the best there is, and it costs: many times the training, and right answers on ordinary photos (CIFAR-10: 95.2 % become 87.3 %, and 45.8 % under attack). ", paper("madry"), ".");
    const cleaned = element("li", {}, "Cleaning the input (JPEG, smaller pictures, noise) stops attacks that do not know of it, and falls to those that do: of nine published defences seven hid their gradients; six of them fell wholly, one in part. ", paper("athalye"), ".");
    this.element = element("section", { class: "box", "aria-label": "Panda to gibbon" }, element("h2", { text: "Panda to gibbon, 2014" }), panda, set, element("h2", { text: "What helps" }), element("ul", {}, trained, cleaned));
  }
}
