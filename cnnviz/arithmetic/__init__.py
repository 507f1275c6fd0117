"""Sizes, never-read rows, parameters, MACs, memory and receptive fields, in whole numbers.

Pure Python: importing this package imports neither torch nor numpy. Sizes are `(height, width)`; what is said of one
axis holds for rows and for columns alike. Whatever no convolution can have raises `cnnviz.errors.DoesNotFit`.
"""

from cnnviz.arithmetic import catalogue
from cnnviz.arithmetic.architecture import Architecture
from cnnviz.arithmetic.cost import conv_macs, conv_parameters
from cnnviz.arithmetic.layer_row import GLOBAL, Field, Global, Kind, LayerRow, Shape, Unknown, Window, known
from cnnviz.arithmetic.memory import ConvMemory, conv_memory, dense_weights
from cnnviz.arithmetic.output_size import AxisOutput, conv_output
from cnnviz.arithmetic.padding import Padding, full_padding, kernel_span, resolve_padding, same_padding
from cnnviz.arithmetic.receptive_field import ReceptiveField
from cnnviz.arithmetic.row_sentences import describe_rows
from cnnviz.arithmetic.transposed import transposed_output

__all__ = [
    "GLOBAL",
    "Architecture",
    "AxisOutput",
    "ConvMemory",
    "Field",
    "Global",
    "Kind",
    "LayerRow",
    "Padding",
    "ReceptiveField",
    "Shape",
    "Unknown",
    "Window",
    "catalogue",
    "conv_macs",
    "conv_memory",
    "conv_output",
    "conv_parameters",
    "dense_weights",
    "describe_rows",
    "full_padding",
    "kernel_span",
    "known",
    "resolve_padding",
    "same_padding",
    "transposed_output",
]
