"""What the layer at a node of a graph does."""

from __future__ import annotations

from torch import fx, nn
from torch.nn.modules import activation

from cnnviz.arithmetic import Kind

# Order matters: the first type that fits names the layer.
_TYPES: tuple[tuple[tuple[type[nn.Module], ...], Kind], ...] = (
    ((nn.MultiheadAttention, nn.TransformerEncoderLayer, nn.TransformerDecoderLayer), Kind.ATTENTION),
    ((nn.ConvTranspose1d, nn.ConvTranspose2d, nn.ConvTranspose3d), Kind.TRANSPOSED),
    ((nn.Conv1d, nn.Conv2d, nn.Conv3d), Kind.CONVOLUTION),
    ((nn.BatchNorm1d, nn.BatchNorm2d, nn.BatchNorm3d, nn.SyncBatchNorm, nn.InstanceNorm2d), Kind.NORM),
    ((nn.GroupNorm, nn.LayerNorm, nn.RMSNorm, nn.LocalResponseNorm), Kind.NORM),
    ((nn.Linear,), Kind.LINEAR),
    ((nn.MaxPool2d, nn.AvgPool2d, nn.LPPool2d, nn.FractionalMaxPool2d), Kind.POOL),
    ((nn.AdaptiveAvgPool2d, nn.AdaptiveMaxPool2d), Kind.POOL),
    ((nn.Dropout, nn.Dropout1d, nn.Dropout2d, nn.AlphaDropout, nn.FeatureAlphaDropout), Kind.DROPOUT),
    ((nn.Identity,), Kind.IDENTITY),
    ((nn.Flatten,), Kind.FLATTEN),
)

_FUNCTIONS: tuple[tuple[Kind, str], ...] = (
    (Kind.ADD, "add iadd add_"),
    (Kind.MULTIPLY, "mul imul mul_ multiply"),
    (Kind.CONCATENATION, "cat concat concatenate"),
    (Kind.FLATTEN, "flatten view reshape"),
    (Kind.ACTIVATION, "relu relu_ relu6 hardtanh hardtanh_ leaky_relu leaky_relu_ elu elu_ selu celu prelu rrelu gelu"),
    (Kind.ACTIVATION, "silu mish hardswish sigmoid sigmoid_ tanh tanh_ hardsigmoid softmax log_softmax softplus"),
    (Kind.ACTIVATION, "logsigmoid softsign threshold"),
    (Kind.POOL, "max_pool2d avg_pool2d adaptive_avg_pool2d adaptive_max_pool2d lp_pool2d mean amax"),
    (Kind.POOL, "boolean_dispatch fn max_pool2d_with_indices"),  # F.max_pool2d calls itself so
    (Kind.CONVOLUTION, "conv1d conv2d conv3d"),
    (Kind.TRANSPOSED, "conv_transpose1d conv_transpose2d conv_transpose3d"),
    (Kind.NORM, "batch_norm instance_norm group_norm layer_norm local_response_norm normalize rms_norm"),
    (Kind.LINEAR, "linear matmul bmm mm einsum addmm baddbmm bilinear"),
    (Kind.ATTENTION, "scaled_dot_product_attention multi_head_attention_forward shifted_window_attention"),
    (Kind.DROPOUT, "dropout dropout1d dropout2d alpha_dropout feature_alpha_dropout stochastic_depth stochasticdepth"),
    (Kind.IDENTITY, "contiguous clone detach"),
)
_BY_NAME = {name: kind for kind, names in _FUNCTIONS for name in names.split()}


def kind_of(node: fx.Node, layer: nn.Module | None) -> Kind:
    """Tell what the layer at `node` does; `layer` is the module that it calls, if it calls one."""
    if node.op != "call_module" or layer is None:
        return _BY_NAME.get(str(getattr(node.target, "__name__", node.target)), Kind.OTHER)
    known = next((kind for types, kind in _TYPES if isinstance(layer, types)), None)
    if known is not None:
        return known
    if type(layer).__module__ == activation.__name__:
        return Kind.ACTIVATION
    return _BY_NAME.get(type(layer).__name__.lower(), Kind.OTHER)
