"""What happens inside a network: feature maps, learned filters, and the numbers that describe them."""

from cnnviz.activations.filters import Filters, filters, first_filters
from cnnviz.activations.maps import maps
from cnnviz.activations.statistics import Statistics, describe, statistics, strongest

__all__ = ["Filters", "Statistics", "describe", "filters", "first_filters", "maps", "statistics", "strongest"]
