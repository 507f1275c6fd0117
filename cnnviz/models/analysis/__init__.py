"""Counts every layer of a network, and knows what its units can see; a second way measures what they see."""

from cnnviz.models.analysis.measure import MeasuredField
from cnnviz.models.analysis.rows import UnusedParameter, analyze, unused_parameters
from cnnviz.models.analysis.verified import VerifiedField, verify_field

__all__ = ["MeasuredField", "UnusedParameter", "VerifiedField", "analyze", "unused_parameters", "verify_field"]
