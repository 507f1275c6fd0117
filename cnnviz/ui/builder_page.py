"""What stands under the builder: its PyTorch module and the network in a sentence."""

from __future__ import annotations

from cnnviz.arithmetic.building import Network, analyse
from cnnviz.ui import builder_code, builder_text, code


def draw(network: Network) -> None:
    """Draw the module's lines; of a network that does not fit, as far as it does."""
    said = builder_text.summary(network, analyse(network))
    code.show("The same in PyTorch", builder_code.write(network), said, key="code", file="network.py")
