"""The words for an exposure, by its name: "distance" is "running distance", "+10 km a week"."""

from ..language import Phrases


def exposure_name(words: Phrases, exposure: str) -> str:
    """Name an exposure: "running distance"."""
    return words(f"figure.exposure.{exposure}")


def exposure_unit(words: Phrases, exposure: str) -> str:
    """Name the unit of its estimate: "+10 km a week"."""
    return words(f"figure.exposure_unit.{exposure}")


def exposure_measure(words: Phrases, exposure: str) -> str:
    """Name what its low and high are measured in: "km a week"."""
    return words(f"figure.exposure_measure.{exposure}")
