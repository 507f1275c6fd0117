// What the first part of the page is set with: which kernel, on what, with which border, stride and dilation.
import { element } from "../kit.js";
import { choice, press, segments, slider, toggle } from "./parts.js";
import { NO_KNOBS } from "./store.js";

/** The lectures' patch: the top Sobel on it gives -81 in the middle. */
const LECTURE = { from: "classic", kernel: "sobel_y", typed: "", px: "24 25 36;20 25 34;24 46 75", at: "1,1", stride: 1, dilation: 1, norm: 0, flip: 0, mode: "grey", border: "reflect", ...NO_KNOBS };

export class Controls {
  constructor(shelf, onChange) {
    this.shelf = shelf;
    this.onChange = onChange;
    const groups = new Map();
    for (const { name, title, group } of shelf.kernels) groups.set(group, [...(groups.get(group) ?? []), [name, title]]);
    this.kernel = choice("kernel", "Kernel", [...groups, ["Yours", [["", "Your own"]]]], (name) => {
      onChange(name ? { kernel: name, typed: "", from: "classic", ...NO_KNOBS } : { from: "typed" });
    });
    this.knobs = Object.fromEntries(
      Object.entries(shelf.knobs).map(([name, [label, unit, ...range]]) => [name, slider(name, label, range, unit, (value) => onChange({ [name]: value }, true))]),
    );
    this.mode = segments("Laid on", shelf.choices.mode, (mode) => onChange({ mode }));
    this.border = choice("border", "Beyond the border", [["", Object.entries(shelf.choices.border)]], (border) => onChange({ border }));
    const whole = (name, label, unit) => slider(name, label, [shelf.whole[name][0], shelf.whole[name][1], 1], unit, (value) => onChange({ [name]: value }, true));
    this.stride = whole("stride", "Stride", "pixels from one place to the next");
    this.dilation = whole("dilation", "Dilation", "pixels from one weight to the next");
    this.flip = toggle("Flip", "Turned by 180°: the convolution of mathematics. CNNs do not flip.", (flip) => onChange({ flip }));
    this.norm = toggle("Normalize", "Weights that sum to 1, or where they balance, positive ones that do", (norm) => onChange({ norm }));
    this.lecture = press("Lecture: −81", "The lectures' patch with the top Sobel: −81 in the middle", () => onChange(LECTURE));
    this.away = press("Back to the photo", "Take the typed picture away", () => onChange({ px: "", at: "" }));
    const knobs = element("div", { class: "knobs" }, ...Object.values(this.knobs).map((knob) => knob.element));
    this.element = element(
      "div", { class: "controls" },
      this.kernel.element, knobs, this.mode.element, this.border.element, this.stride.element, this.dilation.element,
      element("div", { class: "switches" }, this.flip.element, this.norm.element), element("div", { class: "tools" }, this.lecture, this.away),
    );
  }

  show(settings, effective = {}) {
    const own = settings.typed !== "";
    this.kernel.show(own ? "" : settings.kernel);
    const has = own ? [] : this.shelf.kernels.find(({ name }) => name === settings.kernel).knobs;
    for (const [name, knob] of Object.entries(this.knobs)) {
      knob.element.hidden = !has.includes(name);
      const value = settings[name] ?? effective[name];
      if (value !== undefined && value !== null) knob.show(value);
    }
    const slices = own && settings.typed.split("|").length === 3;
    this.mode.show(slices ? "full" : settings.mode);
    for (const button of this.mode.buttons) button.disabled = slices && button.dataset.value !== "full";
    for (const name of ["border", "stride", "dilation", "flip", "norm"]) this[name].show(settings[name]);
    this.away.hidden = settings.px === "";
    this.lecture.hidden = settings.px !== "";
  }
}
