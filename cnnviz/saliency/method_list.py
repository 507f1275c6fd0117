"""The methods, in the order in which a page offers them, and what each has to say about itself."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from cnnviz.saliency.attribution import Attribution
from cnnviz.saliency.cam import cam
from cnnviz.saliency.grad_cam import grad_cam
from cnnviz.saliency.grad_cam_plus_plus import grad_cam_plus_plus
from cnnviz.saliency.gradient import gradient
from cnnviz.saliency.gradient_x_input import gradient_x_input
from cnnviz.saliency.guided_backprop import guided_backprop
from cnnviz.saliency.integrated_gradients import integrated_gradients
from cnnviz.saliency.layer_cam import layer_cam
from cnnviz.saliency.occlusion import occlusion
from cnnviz.saliency.rise import rise
from cnnviz.saliency.score_cam import score_cam
from cnnviz.saliency.smooth_grad import smooth_grad


class Family(Enum):
    """What a method asks."""

    PIXELS = "gradients of pixels"
    MAPS = "maps of a layer"
    COVERING = "covering parts of the photo"


@dataclass(frozen=True)
class Method:
    """A method for the page: `.title`, the `.idea` in a sentence, how it `.misleads`, its `.paper` and `.address`."""

    name: str
    title: str
    family: Family
    idea: str
    misleads: str
    paper: str
    address: str
    compute: Callable[..., Attribution]

    @property
    def options(self) -> tuple[str, ...]:
        """Return the names of the options that `explain` takes for this method."""
        return tuple(name for name in self._keywords if name != "progress")

    @property
    def long(self) -> bool:
        """Whether it takes many passes through the network and calls `progress` after each batch."""
        return "progress" in self._keywords

    @property
    def _keywords(self) -> tuple[str, ...]:
        parameters = inspect.signature(self.compute).parameters.values()
        return tuple(each.name for each in parameters if each.kind is each.KEYWORD_ONLY)


METHODS = (
    Method(
        "gradient",
        "Gradient",
        Family.PIXELS,
        "Which pixels would change the score most if they changed a little?",
        "It shows what the score is sensitive to, which need not be what the class was recognized by; it is noisy.",
        "Simonyan et al. 2013, section 3",
        "https://arxiv.org/abs/1312.6034",
        gradient,
    ),
    Method(
        "gradient_x_input",
        "Gradient x input",
        Family.PIXELS,
        "What part of the score would each pixel have if the network were a straight line?",
        "A pixel of the mean colour gets nothing, however much it matters; and the network is no straight line.",
        "Shrikumar et al. 2016, section 2",
        "https://arxiv.org/abs/1605.01713",
        gradient_x_input,
    ),
    Method(
        "smooth_grad",
        "SmoothGrad",
        Family.PIXELS,
        "Which pixels matter to the score on average over noisy copies of the photo?",
        "Smoother is not truer: another amount of noise gives another map, and noisy photos are none it has learned.",
        "Smilkov et al. 2017, section 3",
        "https://arxiv.org/abs/1706.03825",
        smooth_grad,
    ),
    Method(
        "guided_backprop",
        "Guided backprop",
        Family.PIXELS,
        "Which pixels feed the units that push the score up, all the way back?",
        "It rebuilds the photo's edges, nearly the same for every class and even for a network of random weights.",
        "Springenberg et al. 2014, section 3.4",
        "https://arxiv.org/abs/1412.6806",
        guided_backprop,
    ),
    Method(
        "integrated_gradients",
        "Integrated gradients",
        Family.PIXELS,
        "How is the score's rise from an empty picture to this one shared out among the pixels?",
        "Everything is told against the empty picture: with a black one, nothing black can matter.",
        "Sundararajan et al. 2017, section 3",
        "https://arxiv.org/abs/1703.01365",
        integrated_gradients,
    ),
    Method(
        "grad_cam",
        "Grad-CAM",
        Family.MAPS,
        "Which regions hold the features that speak for this class?",
        "It is as coarse as the layer it looks at, and each cell sees more of the photo than the patch it colours.",
        "Selvaraju et al. 2017, section 3",
        "https://arxiv.org/abs/1610.02391",
        grad_cam,
    ),
    Method(
        "grad_cam_plus_plus",
        "Grad-CAM++",
        Family.MAPS,
        "Which regions speak for this class, where a feature seen in a few cells counts as much as a large one?",
        "It throws away what speaks against the class, so that cells light up that speak for another just as much.",
        "Chattopadhay et al. 2018, section 3",
        "https://arxiv.org/abs/1710.11063",
        grad_cam_plus_plus,
    ),
    Method(
        "layer_cam",
        "Layer-CAM",
        Family.MAPS,
        "Which cells of any layer, early ones too, speak for this class?",
        "A cell lights up even where more in it speaks against the class than for it.",
        "Jiang et al. 2021, section III",
        "https://doi.org/10.1109/TIP.2021.3089943",
        layer_cam,
    ),
    Method(
        "cam",
        "CAM",
        Family.MAPS,
        "Which cells is the score the mean of?",
        "The sum is exact, the place is not: each cell sees far more of the photo than the patch it colours.",
        "Zhou et al. 2016, section 2",
        "https://arxiv.org/abs/1512.04150",
        cam,
    ),
    Method(
        "score_cam",
        "Score-CAM",
        Family.MAPS,
        "Which of the layer's maps, laid over the photo as a mask, keeps the score up?",
        "One or two maps often take all the weight, and a masked photo is one the network has never learned.",
        "Wang et al. 2020, section 3",
        "https://arxiv.org/abs/1910.01279",
        score_cam,
    ),
    Method(
        "occlusion",
        "Occlusion",
        Family.COVERING,
        "How far does the score fall when this patch is covered?",
        "The patch is something to see as well: another size or colour gives another map.",
        "Zeiler and Fergus 2013, section 4.2",
        "https://arxiv.org/abs/1311.2901",
        occlusion,
    ),
    Method(
        "rise",
        "RISE",
        Family.COVERING,
        "How likely is the class on average when this pixel is seen and others are hidden at random?",
        "With few masks much of the map is chance, and small things vanish between the cells of the masks.",
        "Petsiuk et al. 2018, section 3",
        "https://arxiv.org/abs/1806.07421",
        rise,
    ),
)
