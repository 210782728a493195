"""The regression: exposures, the estimator, the correction for running by how it hurts."""

from .ahead import DAYS_A_MONTH, error_ahead
from .anytime_valid import anytime_valid_half_width, anytime_valid_pvalue
from .exposures import (
    DISTANCE,
    EXPOSURES,
    FREQUENCY,
    MIN_LOG_DAYS,
    WEIGHT_CHANGE,
    Exposure,
    day_numbers,
    event_terms,
    exposure_values,
    lag_basis,
    lag_design,
    lag_table,
    log_settled,
    natural_spline,
    other_columns,
    time_terms,
    unbroken,
    week_before,
    weekday_terms,
)
from .feedback import Correction
from .lagged import UNCHANGING, fit_lag_curve, fit_lagged, lag_curve, usable_days
from .reml import RemlResults, fit_reml, t_interval, t_pvalue
from .results import LagCurve, LaggedFit
from .weighed import partial_share, rest_of, weighed_products
from .weight import WeightTrack, tells_enough, weight_track

__all__ = [
    "DAYS_A_MONTH",
    "DISTANCE",
    "EXPOSURES",
    "FREQUENCY",
    "MIN_LOG_DAYS",
    "UNCHANGING",
    "WEIGHT_CHANGE",
    "Correction",
    "Exposure",
    "LagCurve",
    "LaggedFit",
    "RemlResults",
    "WeightTrack",
    "anytime_valid_half_width",
    "anytime_valid_pvalue",
    "day_numbers",
    "error_ahead",
    "event_terms",
    "exposure_values",
    "fit_lag_curve",
    "fit_lagged",
    "fit_reml",
    "lag_basis",
    "lag_curve",
    "lag_design",
    "lag_table",
    "log_settled",
    "natural_spline",
    "other_columns",
    "partial_share",
    "rest_of",
    "t_interval",
    "t_pvalue",
    "tells_enough",
    "time_terms",
    "unbroken",
    "usable_days",
    "week_before",
    "weekday_terms",
    "weighed_products",
    "weight_track",
]
