"""Attribution: where in the picture a class comes from. One method a file, one verb: `explain`.

And whether to believe it: `curves`, `drop`, `over_seeds`, `cascade` and `doubt` ask the map, not the photo.
"""

from cnnviz.saliency.attribution import Attribution, Check
from cnnviz.saliency.average_drop import Drop, average, drop
from cnnviz.saliency.baseline import BASELINES
from cnnviz.saliency.curves import Curve, Curves, curves
from cnnviz.saliency.doubts import doubt
from cnnviz.saliency.explain import explain, find, methods
from cnnviz.saliency.method_list import Family, Method
from cnnviz.saliency.occlusion import Slide
from cnnviz.saliency.options import Progress
from cnnviz.saliency.randomization import Forgotten, cascade, forgetful, weighted_layers
from cnnviz.saliency.seeds import Seeds, over_seeds
from cnnviz.saliency.similarity import rank_correlation, structural_similarity

__all__ = [
    "BASELINES",
    "Attribution",
    "Check",
    "Curve",
    "Curves",
    "Drop",
    "Family",
    "Forgotten",
    "Method",
    "Progress",
    "Seeds",
    "Slide",
    "average",
    "cascade",
    "curves",
    "doubt",
    "drop",
    "explain",
    "find",
    "forgetful",
    "methods",
    "over_seeds",
    "rank_correlation",
    "structural_similarity",
    "weighted_layers",
]
