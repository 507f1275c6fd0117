// Numbers as this page writes them: with so many digits, or so many decimals that columns stand and add up.
import { grouped } from "../kit.js";

const RAISED = { "-": "⁻", 0: "⁰", 1: "¹", 2: "²", 3: "³", 4: "⁴", 5: "⁵", 6: "⁶", 7: "⁷", 8: "⁸", 9: "⁹" };

/** So many significant digits: 0.1235, −1 234, 1.2 × 10⁻⁷. */
export function digits(value, count = 4) {
  if (value === 0) return "0";
  const [mantissa, power] = value.toExponential(count - 1).split("e");
  const exponent = Number(power);
  if (exponent < -4 || exponent > 6) return `${Number(mantissa)} × 10${[...String(exponent)].map((sign) => RAISED[sign]).join("")}`.replace("-", "−");
  return fixed(value, Math.max(0, count - 1 - exponent));
}

/** So many decimals, a true minus, thin spaces. */
export function fixed(value, decimals) {
  const text = Math.abs(value).toFixed(decimals);
  const [whole, rest] = text.split(".");
  const minus = value < 0 && Number(text) !== 0 ? "−" : "";
  return `${minus}${grouped(whole)}${rest ? `.${rest}` : ""}`;
}

/** Decimals with which the largest of these has four digits. */
export function decimalsFor(values) {
  const largest = Math.max(...values.map(Math.abs), 1e-9);
  return Math.min(9, Math.max(0, 3 - Math.floor(Math.log10(largest))));
}

/** Round terms to `decimals` so that they still add up to the rounded total: those cut most get the step that is missing. */
export function addingUp(terms, decimals) {
  const unit = 10 ** decimals;
  const whole = terms.map((term) => Math.floor(term * unit));
  const missing = Math.round(terms.reduce((sum, term) => sum + term, 0) * unit) - whole.reduce((sum, term) => sum + term, 0);
  const order = terms.map((term, i) => [term * unit - whole[i], i]).sort((a, b) => b[0] - a[0]);
  order.slice(0, Math.max(0, missing)).forEach(([, i]) => (whole[i] += 1));
  return whole.map((term) => term / unit);
}

export const percent = (share) => (share > 0 && share < 0.001 ? "< 0.1 %" : share < 1 && share > 0.999 ? "> 99.9 %" : `${fixed(100 * share, 1)} %`);
