// What a unit sees through a chain of layers, on one axis; every index from 0, pixels are those of the network's input.
import { convOutput, kernelSpan } from "../../geometry.js";

/**
 * The rows of units from the input (row 0) to the last layer that fits.
 *
 * `layers`: `[{ kernel, stride, dilation, before, after }]`, padding before and after. Of each row: `size`; `field`, the
 * side of what one unit sees; `jump`, the pixels between the fields of neighbours; `start`, where the first unit's field begins.
 */
export function chain(size, layers) {
  const rows = [{ size, field: 1, jump: 1, start: 0 }];
  for (const { kernel, stride, dilation, before, after } of layers) {
    const below = rows.at(-1);
    const axis = convOutput(below.size, kernel, stride, [before, after], dilation);
    if (axis === null) break;
    rows.push({
      size: axis.size,
      field: below.field + (kernelSpan(kernel, dilation) - 1) * below.jump,
      jump: below.jump * stride,
      start: below.start - before * below.jump,
    });
  }
  return rows;
}

/** What `unit` of the last row sees in every row below, and that row's cells of padding: `[{ seen, padding }]`, ascending. */
export function trace(rows, layers, unit) {
  const traced = [{ seen: [unit], padding: [] }];
  for (let at = rows.length - 1; at > 0; at--) {
    const { kernel, stride, dilation, before } = layers[at - 1];
    const [inside, outside] = [new Set(), new Set()];
    for (const above of traced[0].seen) {
      for (let tap = 0; tap < kernel; tap++) {
        const index = above * stride - before + tap * dilation;
        (index >= 0 && index < rows[at - 1].size ? inside : outside).add(index);
      }
    }
    const ascending = (set) => [...set].sort((first, second) => first - second);
    traced.unshift({ seen: ascending(inside), padding: ascending(outside) });
  }
  return traced;
}
