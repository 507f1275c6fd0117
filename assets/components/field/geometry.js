// Where a unit's field lies: the browser's copy of `cnnviz.arithmetic.ReceptiveField.box` and `cnnviz.models.View.to_photo`.
//
// A field is `{ size, stride, padding }`, each `[down, across]` in pixels of the network's input, or "global": the whole
// picture. Boxes are half-open: `[top, left, bottom, right]`.

/** The whole field of unit `row, col`, over the picture's border too. */
export function frameOf(field, row, col, [height, width]) {
  if (field === "global") return [0, 0, height, width];
  const top = row * field.stride[0] - field.padding[0];
  const left = col * field.stride[1] - field.padding[1];
  return [top, left, top + field.size[0], left + field.size[1]];
}

/** The part of it in the picture; empty on the border beside the field where it lies wholly in padding. */
export function boxOf(field, row, col, [height, width]) {
  const frame = frameOf(field, row, col, [height, width]);
  const [top, left, bottom, right] = frame.map((at, side) => Math.min(Math.max(at, 0), side % 2 ? width : height));
  return top === bottom || left === right ? [top, left, top, left] : [top, left, bottom, right];
}

/** The middle of a unit's field, `[y, x]`; of the whole picture, the middle of the unit's share of it. */
export function middleOf(field, row, col, map, input) {
  if (field === "global") return [0, 1].map((axis) => (([row, col][axis] + 0.5) * input[axis]) / map[axis]);
  return [0, 1].map((axis) => [row, col][axis] * field.stride[axis] - field.padding[axis] + field.size[axis] / 2);
}

/** The unit of a map `[height, width]` whose field's middle is nearest to `[y, x]`, as `[row, col]`. */
export function unitNear(field, point, map, input) {
  return [0, 1].map((axis) => {
    const at =
      field === "global"
        ? (point[axis] / input[axis]) * map[axis] - 0.5
        : (point[axis] + field.padding[axis] - field.size[axis] / 2) / field.stride[axis];
    return Math.min(map[axis] - 1, Math.max(0, Math.round(at)));
  });
}

/** How far the fields of all units reach over each border: `[top, left, bottom, right]`, none less than 0. */
export function overhang(field, map, [height, width]) {
  if (field === "global") return [0, 0, 0, 0];
  const last = frameOf(field, map[0] - 1, map[1] - 1, [height, width]);
  return [field.padding[0], field.padding[1], last[2] - height, last[3] - width].map((reach) => Math.max(0, reach));
}

/** A box of the input in pixels of the photo; `view` is `{ box, input }`: the part of the photo seen, and the input's size. */
export function toPhoto({ box, input }, [top, left, bottom, right]) {
  const [down, across] = [(box[2] - box[0]) / input[0], (box[3] - box[1]) / input[1]];
  return [box[0] + top * down, box[1] + left * across, box[0] + bottom * down, box[1] + right * across];
}

/** A point of the photo `[y, x]` in pixels of the input. */
export function toInput({ box, input }, [y, x]) {
  return [((y - box[0]) / (box[2] - box[0])) * input[0], ((x - box[1]) / (box[3] - box[1])) * input[1]];
}
