"""A warning raised inside our own code is an error in every test."""

import warnings

import pytest

RAISE = "import warnings; warnings.warn('from our own code', category)"


@pytest.mark.parametrize(
    "category", [Warning, UserWarning, RuntimeWarning, FutureWarning, DeprecationWarning]
)
@pytest.mark.parametrize(
    "module", ["backpain_analysis.model.lagged", "backpain_analysis.plots.look"]
)
def test_our_own_warning_is_an_error(category: type[Warning], module: str) -> None:
    with pytest.raises(category, match="from our own code"):
        exec(RAISE, {"__name__": module, "category": category})


def test_the_warning_of_another_is_none() -> None:
    with warnings.catch_warnings(record=True) as seen:
        exec(RAISE, {"__name__": "elsewhere", "category": UserWarning})
    assert len(seen) <= 1
