"""The plan in force: drafted from the settings and the data until it is frozen; the gates."""

import dataclasses

import pandas as pd

from .exposures import EXPOSURES, Exposure
from .lagged import usable_days
from .plan import Plan
from .settings import Settings

MIN_RATED_DAYS, MIN_RUN_DAYS, MIN_WEIGH_INS = 90, 20, 20


def draft_plan(daily: pd.DataFrame, settings: Settings) -> Plan:
    """Return the plan that these data and settings would freeze."""
    contrasts: dict[str, tuple[float, float]] = {}
    for name in settings.plan.exposures:
        exposure = EXPOSURES[name]
        window = settings.plan.window_days if exposure.windowed else 14
        values = usable_days(daily, exposure, window)[name] * exposure.per
        if not behind_gate(daily, exposure, len(values)):
            low, high = values.quantile([0.1, 0.9])
            if round(high - low, 2) > 0:
                contrasts[name] = (round(float(low), 2), round(float(high), 2))
    return Plan(
        contrasts=contrasts,
        exposures=settings.plan.exposures,
        window_days=settings.plan.window_days,
        sesoi=settings.plan.sesoi,
        region=str(daily.attrs.get("region", settings.pain.region)),
        activities=settings.activities,
        per_day=settings.pain.per_day,
        day_starts=f"{settings.day_starts:%H:%M}",
        unlogged_is_zero=settings.pain.unlogged_is_zero,
    )


def plan_in_force(daily: pd.DataFrame, settings: Settings) -> Plan:
    """Return the plan of the settings, with the frozen plan's contrasts and dates.

    An exposure that has only now passed its gate gets its contrast. Settings that differ from
    the frozen plan show as a changed plan; other activities or windows have other contrasts of
    running.
    """
    frozen, draft = settings.frozen_plan, draft_plan(daily, settings)
    if frozen is None:
        return draft
    same = (frozen.activities, frozen.window_days) == (draft.activities, draft.window_days)
    kept = {n: c for n, c in frozen.contrasts.items() if same or not EXPOSURES[n].windowed}
    return dataclasses.replace(
        draft,
        contrasts=draft.contrasts | kept,
        frozen_on=frozen.frozen_on,
        changes=frozen.changes,
    )


def behind_gate(daily: pd.DataFrame, exposure: Exposure, usable: int) -> str:
    """Return what is missing before the exposure's gate, or nothing."""
    column = daily[exposure.column]
    if not daily["pain"].notna().any():
        region = daily.attrs.get("region")
        where = f" for the region {region!r}: see [pain] in settings.toml" if region else ""
        return f"No pain rating was found{where}."
    if not column.notna().any():
        return f"{'Weight' if not exposure.windowed else 'Running'} is not recorded."
    if exposure.windowed:
        run_days = int((daily["runs"] > 0).sum())
        if run_days < MIN_RUN_DAYS:
            return f"Days with a run so far: {run_days}; {MIN_RUN_DAYS} are needed."
    elif (weigh_ins := int(column.notna().sum())) < MIN_WEIGH_INS:
        return (
            f"Weigh-ins so far: {weigh_ins}; {MIN_WEIGH_INS} are needed. One on a fixed day each "
            "week is enough."
        )
    if usable < MIN_RATED_DAYS:
        return (
            f"Usable rated days so far: {usable}; {MIN_RATED_DAYS} are needed: "
            f"{MIN_RATED_DAYS - usable} more."
        )
    return ""
