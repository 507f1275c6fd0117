"""A classifier as a file: safetensors with its class names, and ten lines that read it."""

from __future__ import annotations

import json

from safetensors.torch import save
from torch import Tensor

from cnnviz.learn.transfer import Learned

_LOADER = """\
import json, torch
from safetensors import safe_open
from torchvision.models.feature_extraction import create_feature_extractor
{import_}

with safe_open("{file}", "pt") as f:
    about, w = f.metadata(), {{name: f.get_tensor(name) for name in f.keys()}}
net = {make}.eval()
net.load_state_dict({{k[6:]: v for k, v in w.items() if k.startswith("trunk.")}}, strict=False)
trunk = create_feature_extractor(net, {{about["layer"]: "maps"}})
def classify(pixels):  # (N, 3, {height}, {width}), 0..255
    mean, std = (torch.tensor(json.loads(about[k])).view(3, 1, 1) for k in ("mean", "std"))
    maps = trunk((pixels / 255 - mean) / std)["maps"]
    return (maps.mean((2, 3)) @ w["head.weight"].T + w["head.bias"]).softmax(1), json.loads(about["classes"])
"""


def safetensors(learned: Learned) -> bytes:
    """Return the weights of trunk (under `trunk.`, named as in the network it comes from) and head, and in the file's
    metadata the class names, the network, the layer at which it is cut, and how pictures are normalized."""
    module, plan = learned.model.module, learned.plan
    height, width = plan.model.input_size
    tensors: dict[str, Tensor] = {}
    for name, tensor in module.state_dict().items():
        owner, _, rest = name.partition(".")
        if owner == "trunk":
            rest = rest.split(".", 1)[1] if _halves(learned) else rest
        tensors[f"{owner}.{rest}"] = tensor.detach().cpu().contiguous().clone()
    about = {
        "format": "pt",
        "classes": json.dumps(plan.them.names),
        "network": plan.model.name,
        "layer": plan.cut.layer,
        "size": json.dumps([height, width]),
        "mean": json.dumps(plan.model.preset.mean),
        "std": json.dumps(plan.model.preset.std),
    }
    return save(tensors, about)


def _halves(learned: Learned) -> bool:
    """Whether the trunk is two modules, one after the other: what stayed frozen, and what was tuned."""
    return bool(learned.plan.unfreeze) and learned.plan.start() is not None


def loader(learned: Learned, file: str) -> str:
    """Return lines of Python that read the file and classify pictures, with PyTorch and, for the embedded network, this
    project beside them."""
    name = learned.plan.model.name
    height, width = learned.plan.model.input_size
    embedded = name == "embedded"
    return _LOADER.format(
        file=file,
        height=height,
        width=width,
        import_="from cnnviz.models.embedded import EmbeddedNet"
        if embedded
        else "from torchvision.models import get_model",
        make="EmbeddedNet()" if embedded else f'get_model("{name}"{_GOOGLENET if name == "googlenet" else ""})',
    )


_GOOGLENET = ", aux_logits=False, init_weights=False"
