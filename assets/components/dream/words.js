// What is said of a dream.
import { short } from "../kit.js";
import { percent } from "../prediction/softmax.js";

/** What the picture is of, as a key: two looks with the same key show the same thing. */
export function subject({ mode, cls, layer, unit, aim, other }) {
  return JSON.stringify({ class: [mode, cls], channel: [mode, layer, unit, aim], photo: [mode, layer], layers: [mode], style: [mode, other] }[mode]);
}

/** The same for people. */
export function title({ mode, cls, layer, unit, aim, other }, about) {
  if (mode === "class") return about.classes[cls];
  if (mode === "channel") return `${aim === "unit" ? "A unit of channel" : "Channel"} ${unit} of ${layer}`;
  if (mode === "photo") return `${about.photo}, as ${layer} sees more in it`;
  if (mode === "layers") return `What each layer still knows of ${about.photo}`;
  return `${about.photo} in the style of ${(about.styles.find(([name]) => name === other) ?? ["", other])[1]}`;
}

/** One or two lines about the mode. */
export function idea({ mode }, about) {
  if (mode === "class") return "From noise, each step moves the pixels to where the class's logit grows. What comes out is what the network looks for, not a photo: many copies, no whole animal.";
  if (mode === "channel") return "The same for one channel of one layer: early ones want edges and colours, middle ones textures and eyes, late ones whole things.";
  if (mode === "photo") return "DeepDream: whatever the layer sees in your photo already is made stronger, from coarse to fine.";
  if (mode === "layers") return "Each picture is made from nothing but what one layer says of the photo. What is missing, the layer has forgotten: early layers keep all, the logits hardly a likeness.";
  const [painter, deep] = about.painter;
  const by = deep ? ` Painted with ${painter}.` : ` Painted with the ${painter.toLowerCase()}: VGG is better at it, but its weights are not on this machine.`;
  return `The content is what a middle layer says of your photo; the style is which channels answer together in the other picture, wherever (their Gram matrices).${by}`;
}

/** The name of the score. */
export function scored({ mode, aim }) {
  return { class: "Logit", channel: aim === "unit" ? "The unit" : "Mean of the channel", photo: "Half the mean square of the layer", layers: "Error", style: "Minus the loss" }[mode];
}

/** Where a dream stands, in a sentence: what picture and curve say. */
export function told(made, about) {
  if (!made) return "";
  const { look, scores, step, of, guesses } = made;
  const name = title(look, about);
  if (!scores.length) return guesses.length ? `${name}: from the gallery. ${sees(guesses, about)}` : `${name}: from the gallery.`;
  if (look.mode === "layers") return `${name}: step ${step} of ${of}.`; // below each picture stands how far off it is
  const from = short(scores[0]);
  const grown = `${scored(look)} from ${from} to ${short(scores.at(-1))} in ${step} of ${of} steps.`;
  const octaves = look.mode === "photo" ? " The curve falls where a finer octave begins." : "";
  return `${name}. ${grown}${octaves}${guesses.length ? ` ${sees(guesses, about)}` : ""}`;
}

function sees(guesses, { classes }) {
  const [first, second] = guesses;
  const next = second && second[1] >= 0.01 ? `, then ${classes[second[0]]} (${percent(second[1])})` : "";
  return `The network takes the picture for: ${classes[first[0]]} (${percent(first[1])})${next}.`;
}
