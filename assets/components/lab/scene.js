// Everything that follows from the settings, computed once a change and then only read.
import { convMacs, convOutput, convParameters, kernelSpan } from "./geometry.js";
import { correlate, inputValues, kernelValues } from "./values.js";

/**
 * `axis` is null where the kernel does not fit; then there are no output values and no MACs either.
 * Values are of the first channel only, row by row.
 */
export function compose(settings) {
  const { n, k, s, p, d, cin, cout, groups } = settings;
  const axis = convOutput(n, k, s, p, d);
  const input = inputValues(n);
  const kernel = kernelValues(k);
  const output = axis && correlate(input, kernel, settings, axis.size);
  return {
    settings,
    axis,
    padded: n + 2 * p,
    span: kernelSpan(k, d),
    parameters: convParameters(cin, cout, [k, k], groups),
    macs: axis && convMacs(cin, cout, [k, k], [axis.size, axis.size], groups),
    input,
    kernel,
    output,
    kernelLimit: largest(kernel),
    outputLimit: output ? largest(output) : 0,
  };
}

/** How far from 0 the values go, at least 1 so that a scale has a length. */
function largest(values) {
  let limit = 1;
  for (const value of values) limit = Math.max(limit, Math.abs(value));
  return limit;
}
