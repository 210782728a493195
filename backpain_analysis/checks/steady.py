"""Is the association the same all along? One that turns round would average to nothing."""

from ..codes import ALPHA
from ..model import LaggedFit, day_numbers, fit_reml
from .result import Check

CHANGED = "changed"
STEADY = "steady"
TERM = "change of the association"
QUARTER = 0.25  # of the diary, from its middle: the middles of its two halves


def steady(fit: LaggedFit) -> Check:
    """Ask whether the association changes in proportion to time.

    The exposure times the day of the diary, centred, is added to the planned regression without
    its correction: a bias that stays the same has no part in a change.

    Returns
    -------
    Check
        `estimate`: change from the first day to the last, NRS points per unit of the exposure.
        `finding`: "changed" where its ordinary 95 % interval excludes zero, else "steady".
        `values`: `early` and `late`, the association in the middle of each half.
    """
    t = day_numbers(fit.days)
    place_in_time = t / t[-1] - 0.5
    exposure = fit.design.iloc[:, 0]
    moved = exposure - exposure.mean()
    design = fit.design.assign(**{TERM: moved * place_in_time})
    result = fit_reml(t, fit.outcome.to_numpy(), design, near=fit.result)
    found = Check.of("steady", result, TERM)
    middle = float(result.params.iloc[0])
    step = QUARTER * found.estimate
    return Check.of(
        "steady",
        result,
        TERM,
        finding=CHANGED if found.pvalue < ALPHA else STEADY,
        unit=f"points_per.{fit.exposure.name}",
        subject=fit.exposure.name,
        values={"early": middle - step, "late": middle + step},
    )
