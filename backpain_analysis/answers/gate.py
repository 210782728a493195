"""How much must be recorded before a question is asked at all."""

import numpy as np
import pandas as pd

from ..codes import Remark
from ..diary import Diary
from ..model import Exposure, tells_enough, time_terms, weight_track

MIN_RATED_DAYS = 90
MIN_RUN_DAYS = 20
MIN_WEIGH_INS = 20
MIN_UNUSUAL_RATINGS = 10  # ratings unlike the commonest one: of fewer no regression can tell
LEAST_OF_ITS_OWN = 0.02  # of an exposure's variance, beside trend and season


def behind_gate(diary: Diary, exposure: Exposure, usable: int) -> Remark | None:
    """Return what is missing before the exposure's gate, or None."""
    daily = diary.days
    if daily["pain"].isna().all():
        return _no_pain(diary)
    lack = _few_recorded(daily, exposure)
    if lack is not None:
        return lack
    if usable < MIN_RATED_DAYS:
        more = MIN_RATED_DAYS - usable
        return Remark("lack.rated_days", {"days": usable, "needed": MIN_RATED_DAYS, "more": more})
    return None


def _no_pain(diary: Diary) -> Remark:
    if diary.region:
        return Remark("lack.no_pain_in_region", {"region": diary.region})
    return Remark("lack.no_pain")


def _few_recorded(daily: pd.DataFrame, exposure: Exposure) -> Remark | None:
    if exposure.windowed:
        return _few_sessions(daily, exposure.column)
    return _few_weigh_ins(daily)


def _few_sessions(daily: pd.DataFrame, column: str) -> Remark | None:
    if daily[column].isna().all():
        return Remark("lack.no_activity")
    days = int((daily["runs"] > 0).sum())
    if days < MIN_RUN_DAYS:
        return Remark("lack.session_days", {"days": days, "needed": MIN_RUN_DAYS})
    return None


def _few_weigh_ins(daily: pd.DataFrame) -> Remark | None:
    days = int(daily["weight_kg"].count())
    if not days:
        return Remark("lack.no_weight")
    if days < MIN_WEIGH_INS:
        return Remark("lack.weigh_ins", {"days": days, "needed": MIN_WEIGH_INS})
    return None


def pain_hardly_varied(pain: pd.Series) -> Remark | None:
    """Return that nearly all ratings used are one number, or None.

    The interval of a diary of zeros with two exceptions is tiny, and says nothing.
    """
    known = pain.dropna()
    counts = known.value_counts()
    unusual = len(known) - int(counts.iloc[0])
    if unusual >= MIN_UNUSUAL_RATINGS:
        return None
    return Remark("lack.pain_hardly_varied", {"rating": float(counts.index[0]), "n": unusual})


def unclear_weight(diary: Diary, exposure: Exposure, days: pd.DatetimeIndex) -> Remark | None:
    """Return why weigh-ins cannot tell changes of weight from noise on the days used, or None."""
    if exposure.windowed:
        return None
    track = weight_track(diary.days[exposure.column])
    if track is not None and tells_enough(track, days):
        return None
    noise = 0.0
    if track is not None:
        noise = float(track.noise_variance**0.5)
    return Remark("lack.weight_unclear", {"noise": noise})


def follows_time(exposure: Exposure, values: pd.Series) -> Remark | None:
    """Return that an exposure hardly differs from trend and season on the days used, or None.

    Its estimate would rest on the little that is left of it, and could be any number.
    """
    usual = float(values.var(ddof=0))
    if not usual > 0:
        return None  # what never changes has a reason of its own
    own = _variance_beside_time(values)
    if own >= LEAST_OF_ITS_OWN * usual:
        return None
    label = Remark(f"exposure.label.{exposure.name}")
    return Remark("lack.follows_time", {"exposure": label})


def _variance_beside_time(values: pd.Series) -> float:
    """Return the variance that trend and season leave of an exposure."""
    terms = time_terms(pd.DatetimeIndex(values.index)).to_numpy()
    measured = values.to_numpy()
    explained = terms @ np.linalg.lstsq(terms, measured, rcond=None)[0]
    return float(np.mean((measured - explained) ** 2))
