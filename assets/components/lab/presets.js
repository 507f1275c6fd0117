// Finished examples: the lectures', where slides slip, layers of known networks, Dumoulin and Visin's figures.
// What does not fit into 64 x 64 and 16 to 32 channels is drawn smaller with the same remainder, and says so.
import { DEFAULTS, fair, same } from "./state.js";

const layer = (n, k, s, p, more = {}) => ({ d: 1, cin: 3, cout: 8, groups: 1, link: 1, bias: 1, inp: "disc", ker: "edges", ...more, n, k, s, p });
const plain = (n, k, s, p, more = {}) => layer(n, k, s, p, { cin: 1, cout: 1, ...more });
const flat = (n, k, s, p, cin, cout, more = {}) => layer(n, k, s, p, { cin, cout, bias: 0, ...more });

const SOBEL = { inp: "typed", xs: "24,25,36;20,25,34;24,46,75", ker: "sobel_top", cin: 1, cout: 1, bias: 0 };

const GROUPS = {
  Lectures: [
    [
      "Ten 5×5 filters on 32×32×3",
      layer(32, 5, 1, 2, { cout: 10 }),
      "32×32×10 come out: (5·5·3 + 1)·10 = 760 parameters, 75·10 240 = 768 000 multiplications.",
    ],
    ["7×7, filter 3×3", plain(7, 3, 1, 0), "The 3×3 window has 5 places in each direction: 5×5."],
    ["7×7, filter 3×3, stride 2", plain(7, 3, 2, 0), "Every second place: 3×3."],
    ["7×7, filter 3×3, padding 1", plain(7, 3, 1, 1), "One row of zeros on each side, and 7×7 stays 7×7."],
    ["28×28, filter 5×5, stride 2", plain(28, 5, 2, 0), "12 windows reach row 27; row 28 and column 28 are never read."],
    [
      "1×1 convolution with 32 filters",
      layer(56, 1, 1, 0, { cin: 16, cout: 32 }),
      "It mixes the channels of each pixel and leaves the picture's size alone: 64×56×56 become 32×56×56. Drawn with 16 of the 64 channels.",
    ],
    ["Sobel on the lecture's patch", layer(3, 3, 1, 0, SOBEL), "(24 + 2·25 + 36) − (24 + 2·46 + 75) = −81: brighter below than above."],
    [
      "Instead of fully connected",
      layer(64, 5, 2, 2, { cout: 9 }),
      "49 152 values into 9 216 and then 10, fully connected, are 453 076 992 weights. Drawn: a quarter of that input, into 9 216 values, with 684 parameters.",
    ],
  ],
  "Where slides slip": [
    [
      "The 1 is added after the division",
      plain(7, 3, 2, 0, { ker: "sobel_top" }),
      "A slide prints ((n + 2p − f) + 1) / s, here 2.5. The size is ⌊(n + 2p − f) / s⌋ + 1, here 3.",
    ],
    [
      "256 through a 2×2 kernel",
      plain(64, 2, 1, 0),
      "256 become 255; subsampled by 2, that is 127 or 128; and the next 2×2 convolution makes 126 of 127, not 127. Drawn: 64 become 63.",
    ],
    [
      "Pooling removes values",
      flat(8, 2, 2, 0, 3, 3, { groups: 3, ker: "box", tab: "pooling" }),
      "2×2 pooling with stride 2 removes 75 % of the values; it has no parameters to remove. Drawn: the sum over the same windows.",
    ],
    [
      "Six filters, six biases",
      layer(32, 5, 1, 0, { cout: 6 }),
      "Each of the six filters has its own bias, so there are 6, not 5: (5·5·3 + 1)·6 = 456 parameters and 28×28×6 values.",
    ],
    [
      "Convolution or correlation",
      plain(7, 3, 1, 0, { ker: "sobel_x", tab: "flip" }),
      "∑ x[i − k]·w[k] flips the kernel: that is convolution. PyTorch and every CNN compute ∑ x[i + k]·w[k], correlation, without the flip.",
    ],
    [
      "Stride 3 does not fit",
      plain(7, 3, 3, 0),
      "(7 − 3) / 3 + 1 = 2.33. That this “does not fit” is the lecture's convention: PyTorch rounds down to 2×2 and leaves out the last row and column.",
    ],
    ["W′ = W − K + 1 + 2P", plain(9, 3, 2, 1), "The short formula is for stride 1 only. It says 9 here; with stride 2 it is ⌊(9 + 2 − 3) / 2⌋ + 1 = 5."],
  ],
  Networks: [
    ["LeNet, C1", plain(28, 5, 1, 2, { cout: 20 }), "A digit of 28×28, padding 2, 20 filters: 20×28×28 and 520 parameters, as the lecture has it."],
    [
      "AlexNet, conv1 on 227",
      layer(59, 11, 4, 0, { cout: 32 }),
      "(227 − 11) / 4 + 1 = 55, exactly. Drawn: 59×59, where stride 4 fits just so (13×13), and 32 of the 96 filters.",
    ],
    [
      "AlexNet, conv1 on 224",
      layer(60, 11, 4, 0, { cout: 32 }),
      "The paper prints 224: that gives ⌊53.25⌋ + 1 = 54, and row 224 is never read; its 55 needs 227. Drawn: 60×60, where row 60 is lost in the same way.",
    ],
    [
      "AlexNet, conv1 in PyTorch",
      layer(60, 11, 4, 2, { cout: 32 }),
      "With padding 2, 224 gives ⌊54.25⌋ + 1 = 55, and only padding is left over. Drawn: 60×60, with the same row of padding left, and 32 of its 64 filters.",
    ],
    [
      "AlexNet, conv2 in two groups",
      layer(27, 5, 1, 2, { cin: 16, cout: 32, groups: 2 }),
      "Half of the filters see half of the channels: 307 200 weights instead of 614 400, on two graphics cards. Drawn: 16 of 96 channels, 32 of 256 filters.",
    ],
    [
      "VGG, 3×3",
      layer(28, 3, 1, 1, { cin: 16, cout: 32 }),
      "Padding 1 keeps the size. Three of these see 7×7 with 27 weights for each pair of channels; one 7×7 kernel has 49.",
    ],
    [
      "ResNet, stem",
      flat(56, 7, 2, 3, 3, 32),
      "224 become 112, with 64 filters and 9 408 weights; one row of padding is left over, nothing is lost. Drawn: 56×56, with the same remainder, and 32 filters.",
    ],
    [
      "ResNet, shortcut 1×1, stride 2",
      flat(14, 1, 2, 0, 16, 32),
      "It reads every second row and column only: 75 % of the values are skipped. In the network 56 become 28 this way; drawn: 14 become 7.",
    ],
    ["Bottleneck, 1×1", flat(14, 1, 1, 0, 16, 4), "256 channels become 64 before the dear 3×3, for 16 384 weights. Drawn: 16 become 4, the same quarter."],
    [
      "Depthwise, 3×3",
      flat(14, 3, 1, 1, 16, 16, { groups: 16 }),
      "Each filter sees its own channel alone: 144 weights instead of 2 304. A 1×1 convolution mixes the channels afterwards.",
    ],
    ["Dilated, 3×3", plain(15, 3, 1, 2, { d: 2 }), "Taps 2 rows apart: 9 weights see 5×5, and padding 2 keeps the size."],
    ["Dilated with a stride", plain(7, 3, 2, 0, { d: 2 }), "Rows and columns 2, 4 and 6 lie in the holes of every window: dilation and stride share a factor."],
  ],
  "Dumoulin and Visin": [
    ["2.1 No padding, stride 1", plain(4, 3, 1, 0, { bias: 0 }), "4 − 3 + 1 = 2."],
    ["2.2 Arbitrary padding", plain(5, 4, 1, 2, { bias: 0 }), "5 + 2·2 − 4 + 1 = 6: more comes out than went in."],
    ["2.3 Half (same) padding", plain(5, 3, 1, 1, { bias: 0 }), "Half the kernel on each side, and 5 stays 5."],
    ["2.4 Full padding", plain(5, 3, 1, 2, { bias: 0 }), "Every overlap counts, be it one cell: 5 become 7."],
    ["2.5 No padding, stride 2", plain(5, 3, 2, 0, { bias: 0 }), "⌊(5 − 3) / 2⌋ + 1 = 2."],
    ["2.6 Padding 1, stride 2", plain(5, 3, 2, 1, { bias: 0 }), "⌊(5 + 2 − 3) / 2⌋ + 1 = 3."],
    ["2.7 Padding 1, stride 2, odd", plain(6, 3, 2, 1, { bias: 0 }), "6 also give 3: the last row and column of padding are never reached."],
    ["5.1 Dilated", plain(7, 3, 1, 0, { d: 2, bias: 0 }), "A 3×3 kernel with dilation 2 spans 5, so 7 become 3."],
  ],
};

/** `[{ group, name, settings, said }]`: `settings` are changes to the lab's own, the sentence says what to see. */
export const PRESETS = Object.entries(GROUPS).flatMap(([group, list]) => list.map(([name, settings, said]) => ({ group, name, settings, said })));

const WHOLE = PRESETS.map(({ settings }) => fair({ ...DEFAULTS, ...settings }));

/** The preset (its place in `PRESETS`) that `settings` are, `favourite` before others; -1 where they are none. */
export function presetOf(settings, favourite = -1) {
  const matches = (at) => same(WHOLE[at], { ...settings, seed: WHOLE[at].seed, tab: WHOLE[at].tab, extra: WHOLE[at].extra });
  if (favourite >= 0 && matches(favourite)) return favourite;
  return WHOLE.findIndex((_, at) => matches(at));
}
