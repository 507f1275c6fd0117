// What the numbers say, in sentences.
import { percent, significant } from "../prediction/softmax.js";

/** Epsilon with its convention beside it. */
export function epsilonWords({ level, norm }, [height, width]) {
  if (norm === "linf") return `every value moves by at most ${significant(level)} of 255`;
  const values = 3 * height * width;
  return `L2 norm of all ${significant(values, 6)} values at most ${significant(level * Math.sqrt(values))}: ${significant(level)} of 255 in the root mean square`;
}

/** What the attack is called. */
export function attackName({ steps, norm, start }) {
  if (steps === 1) return norm === "linf" ? "FGSM" : "FGSM's step along the gradient (L2)";
  return `${start === "random" ? "PGD" : "BIM"}, ${steps} steps`;
}

/** What has come of it, for everybody and for a screen reader. */
export function verdict(frame, look, { names }) {
  const { top, label, target, file } = frame;
  if (!look.level) return `Nothing is changed: ${label.name}, ${percent(top.share)}. Move epsilon.`;
  const now = `${top.name}, ${percent(top.share)}`;
  const saved = file.name === top.name ? "" : ` Saved with 8 bits it is ${file.name} (${percent(file.share)}): rounding undoes it.`;
  if (frame.won) return `Fooled: ${now}, instead of ${label.name}.${saved}`;
  if (target && top.index !== label.index) return `Half fooled: ${now}, no longer ${label.name}, but not ${target.name} yet.${saved}`;
  return `Not fooled: still ${now}. ${target ? `${names[1] ?? target.name} has ${percent(shareOf(frame))}. ` : ""}More epsilon, or more steps.`;
}

function shareOf({ classes }) {
  return classes.find((each) => each.target)?.shares[1] ?? 0;
}

/** What the straight line says, and what came. */
export function lineWords(frame, { norm }) {
  const { perLevel, predicted, clipped, real } = frame.line;
  const sum = norm === "linf" ? "\u2016gradient\u2016\u2081" : "\u2016gradient\u2016\u2082";
  const unit = norm === "linf" ? "the sum of all magnitudes" : "the root of the sum of all squares";
  const formula = `\u03b5 \u00d7 ${sum} = ${significant(frame.epsilon)} \u00d7 ${significant(perLevel)} = ${significant(Math.abs(predicted))}`;
  const sign = predicted < 0 ? "fall" : "rise";
  const bottom = predicted < 0 && -predicted > frame.loss - real ? ", for no loss goes below 0" : "";
  const cut = Math.abs(clipped - predicted) > 0.02 * Math.abs(predicted) ? ` (${significant(Math.abs(clipped))} with the noise that was really added)` : "";
  return { formula, told: `If the network were linear the loss would ${sign} by ${significant(Math.abs(predicted))}${cut}; it ${real < 0 ? "fell" : "rose"} by ${significant(Math.abs(real))}${bottom}. ${sum} is ${unit} of the loss's gradient at the photo: many small pushes, all in the right direction.` };
}
