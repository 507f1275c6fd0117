// Charts as one picture with a caption: side by side or one above the other.
import { asImage } from "../architecture/vector.js";
import { captioned, save } from "../files.js";

const GAP = 16;

/** Save drawings of one size as `name`.png. */
export async function saveCharts(svgs, { beside = false, caption, palette, name }) {
  const images = await Promise.all(svgs.map((svg) => asImage(svg, palette.page)));
  const [width, height] = svgs[0].getAttribute("viewBox").split(" ").slice(2).map(Number);
  const [right, down] = beside ? [width + GAP, 0] : [0, height + GAP];
  const draw = (ctx) => images.forEach((image, i) => ctx.drawImage(image, i * right, i * down, width, height));
  save(captioned({ width: width + (svgs.length - 1) * right, height: height + (svgs.length - 1) * down, draw, caption, palette }), `${name}.png`);
}
