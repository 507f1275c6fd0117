"""Pictures: reading an upload safely, the samples, classical kernels and their responses. No torch."""

from cnnviz.imaging import kernels, library, samples
from cnnviz.imaging.borders import Border
from cnnviz.imaging.display import limit
from cnnviz.imaging.filter import Mode, magnitude, respond
from cnnviz.imaging.gradient import orientation, thinned
from cnnviz.imaging.kernels import Kernel
from cnnviz.imaging.likeness import Likeness, likeness
from cnnviz.imaging.picture import Picture
from cnnviz.imaging.reading import read
from cnnviz.imaging.samples import Sample

__all__ = [
    "Border",
    "Kernel",
    "Likeness",
    "Mode",
    "Picture",
    "Sample",
    "kernels",
    "library",
    "likeness",
    "limit",
    "magnitude",
    "orientation",
    "read",
    "respond",
    "samples",
    "thinned",
]
