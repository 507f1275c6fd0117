"""Attribution: where in the picture a class comes from. One method a file, one verb: `explain`."""

from cnnviz.saliency.attribution import Attribution, Check
from cnnviz.saliency.explain import Method, explain, methods

__all__ = ["Attribution", "Check", "Method", "explain", "methods"]
