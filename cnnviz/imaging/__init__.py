"""Pictures: reading an upload safely, the samples, classical kernels and their responses. No torch."""

from cnnviz.imaging import kernels, samples
from cnnviz.imaging.borders import Border
from cnnviz.imaging.display import limit
from cnnviz.imaging.filter import Mode, magnitude, respond
from cnnviz.imaging.kernels import Kernel
from cnnviz.imaging.picture import Picture
from cnnviz.imaging.reading import read
from cnnviz.imaging.samples import Sample

__all__ = [
    "Border",
    "Kernel",
    "Mode",
    "Picture",
    "Sample",
    "kernels",
    "limit",
    "magnitude",
    "read",
    "respond",
    "samples",
]
