"""What happens inside a network: feature maps, learned filters, the pixels that move a unit, and numbers for them."""

from cnnviz.activations.alike import Pair, WeightNumbers, nearly_dead, norms, pairs, weight_numbers
from cnnviz.activations.contributions import INPUT, Contributions, contributions, read, sources
from cnnviz.activations.effective_field import CentralShare, central_share, effective_field
from cnnviz.activations.filters import Filters, filters, first_filters
from cnnviz.activations.folding import Folded, Stages, UnitNorm, folded, stages, unit_norm
from cnnviz.activations.maps import largest_magnitude, maps
from cnnviz.activations.peaks import Peaks, peaks
from cnnviz.activations.statistics import Order, Statistics, describe, ordered, said, statistics, strongest
from cnnviz.activations.stripes import Stripes, stripes

__all__ = [
    "INPUT",
    "CentralShare",
    "Contributions",
    "Filters",
    "Folded",
    "Order",
    "Pair",
    "Peaks",
    "Stages",
    "Statistics",
    "Stripes",
    "UnitNorm",
    "WeightNumbers",
    "central_share",
    "contributions",
    "describe",
    "effective_field",
    "filters",
    "first_filters",
    "folded",
    "largest_magnitude",
    "maps",
    "nearly_dead",
    "norms",
    "ordered",
    "pairs",
    "peaks",
    "read",
    "said",
    "sources",
    "stages",
    "statistics",
    "stripes",
    "strongest",
    "unit_norm",
    "weight_numbers",
]
