// Small controls: a labelled choice, a row of buttons of which one is pressed, a slider with its number, a switch.
import { element } from "../kit.js";

export function choice(name, label, titles, onChange) {
  const select = element("select", { id: `filters-${name}`, "data-name": name });
  for (const [group, options] of titles) {
    const made = options.map(([value, text]) => element("option", { value, text }));
    select.append(...(group ? [Object.assign(element("optgroup", { label: group })), ] : []));
    (group ? select.lastElementChild : select).append(...made);
  }
  select.onchange = () => onChange(select.value);
  return { element: element("div", { class: "choice" }, element("label", { for: select.id, text: label }), select), select, show: (value) => (select.value = value) };
}

export function segments(label, titles, onChange) {
  const buttons = Object.entries(titles).map(([value, text]) => {
    const button = element("button", { type: "button", class: "segment", text, "data-value": value });
    button.onclick = () => onChange(value);
    return button;
  });
  const row = element("div", { class: "segments", role: "group", "aria-label": label }, ...buttons);
  return {
    element: element("div", { class: "choice" }, element("span", { class: "label", text: label, "aria-hidden": "true" }), row),
    buttons,
    show: (value) => buttons.forEach((button) => button.setAttribute("aria-pressed", button.dataset.value === value)),
  };
}

export function slider(name, label, [low, high, step], unit, onInput) {
  const range = element("input", { type: "range", id: `filters-${name}`, min: low, max: high, step, "data-name": name });
  const shown = element("output", { for: range.id });
  const show = (value) => {
    range.value = value;
    shown.textContent = `${Number(value)}`;
    range.setAttribute("aria-valuetext", `${Number(value)} ${unit}`.trim());
  };
  range.oninput = () => {
    show(range.value);
    onInput(Number(range.value));
  };
  return { element: element("div", { class: "knob", title: unit }, element("label", { for: range.id, text: label }), shown, range), range, show };
}

export function toggle(label, hint, onChange) {
  const box = element("input", { type: "checkbox" });
  box.onchange = () => onChange(box.checked ? 1 : 0);
  return { element: element("label", { class: "switch", title: hint }, box, element("span", { text: label })), box, show: (value) => (box.checked = value === 1) };
}

export function press(text, label, onclick) {
  return Object.assign(element("button", { type: "button", text, "aria-label": label, title: label }), { onclick });
}
