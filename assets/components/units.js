// The units of a layer: the sheet of their maps, and beside it what there is to see of the one that is pinned.
//
// data (packed): as `ContactSheet.show` takes it, and `ask`: { ticket, net, photo, layer, theme }; blob 0 is the sheet's PNG,
// blob 1 the pinned unit's figures, packed. Another unit's are asked of the server directly. Sets "unit".
import { ContactSheet } from "./contact_sheet.js";
import { Figures } from "./figures.js";
import { element, paint, unpack } from "./kit.js";
import { Quick } from "./quick.js";

const kept = new WeakMap();
const REST = 250; // milliseconds after the last step, before the page hears of it

class Units {
  constructor(root) {
    this.sheet = new ContactSheet({ onPin: (unit) => this.#ask(unit), onRest: (unit) => this.#rest(unit) });
    this.figures = new Figures();
    this.refusal = element("p", { class: "refusal", role: "status" });
    this.refusal.hidden = true;
    this.quick = new Quick("unit", async (answer, asked) => this.#answer(await answer.arrayBuffer().then((buffer) => new Uint8Array(buffer)), asked), (sentence) => this.#refuse(sentence));
    root.replaceChildren(element("div", { class: "units" }, this.sheet.element, element("div", {}, this.refusal, this.figures.element)));
  }

  update({ data, setStateValue }, painted) {
    this.send = setStateValue;
    this.painted = painted;
    if (data === this.data) return;
    this.data = data;
    const { blobs, ask, ...told } = unpack(data);
    this.where = ask;
    this.sheet.show(told, blobs[0]);
    if (this.sheet.unit === told.unit) this.#show(blobs[1]);
    else this.#ask(this.sheet.unit);
  }

  #ask(unit) {
    const { ticket, ...where } = this.where;
    this.quick.ask(ticket, { ...where, unit });
  }

  /** What belongs to a unit, layer or photo that has passed is not shown. */
  #answer(bytes, asked) {
    const { ticket, ...where } = this.where;
    const fits = Object.entries(where).every(([name, value]) => asked[name] === value);
    if (fits && asked.unit === this.sheet.unit) this.#show(bytes);
  }

  #show(bytes) {
    this.refusal.hidden = true;
    this.figures.show(bytes, this.painted);
  }

  #refuse(sentence) {
    this.refusal.textContent = sentence;
    this.refusal.hidden = false;
  }

  #rest(unit) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send("unit", unit), REST);
  }

  leave() {
    clearTimeout(this.timer);
    this.quick.leave();
    this.sheet.leave();
    this.figures.leave();
  }
}

export default function (component) {
  const { parentElement } = component;
  const root = parentElement.querySelector("#root");
  const painted = paint(root, parentElement);
  let units = kept.get(root);
  if (!units) {
    units = new Units(root);
    kept.set(root, units);
  }
  units.update(component, painted);
  return () => {
    units.leave();
    kept.delete(root);
  };
}
