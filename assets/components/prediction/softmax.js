// Softmax with a temperature, and numbers as people read them.

/** Probabilities of logits at a temperature; the largest logit is taken off first, so nothing can overflow. */
export function softmax(logits, temperature = 1) {
  const largest = Math.max(...logits);
  const odds = Array.from(logits, (logit) => Math.exp((logit - largest) / temperature));
  const sum = odds.reduce((a, b) => a + b, 0);
  return { shares: odds.map((each) => each / sum), odds, sum, largest };
}

/** Entropy in bits. */
export function entropy(shares) {
  return shares.reduce((sum, share) => (share > 0 ? sum - share * Math.log2(share) : sum), 0);
}

/** Indices of all logits, the largest first; equal ones stay in order. */
export function ranked(logits) {
  return Array.from(logits, (_, i) => i).sort((a, b) => logits[b] - logits[a] || a - b);
}

const RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹";
const raised = (power) => String(power).replace("-", "⁻").replace(/\d/g, (digit) => RAISED[digit]);

/** So many significant digits, thin spaces, a true minus; very large and small ones as powers of ten. */
export function significant(value, digits = 3) {
  if (!Number.isFinite(value)) return value > 0 ? "∞" : value < 0 ? "\u2212∞" : "not a number";
  if (value === 0) return "0";
  const [mantissa, power] = value.toExponential(digits - 1).split("e").map(Number);
  if (power < -4 || power >= 7) return `${String(mantissa).replace("-", "\u2212")} × 10${raised(power)}`;
  const text = power >= digits ? String(Math.round(Number(value.toPrecision(digits)))) : String(Number(value.toFixed(digits - 1 - power)));
  const [whole, fraction] = text.split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, "\u2009");
  return (fraction ? `${grouped}.${fraction}` : grouped).replace("-", "\u2212");
}

/** With its sign, also where it is positive. */
export function signedNumber(value, digits = 3) {
  return `${value > 0 ? "+" : ""}${significant(value, digits)}`;
}

/** A share as people read it; what is neither none nor all is never shown as such. */
export function percent(share) {
  if (share > 0 && share < 0.001) return "< 0.1 %";
  if (share > 0.999 && share < 1) return "> 99.9 %";
  return `${(100 * share).toFixed(1)} %`;
}
