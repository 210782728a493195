"""How simulated diaries come about: the scenarios of the calibration, and other kinds of lives."""

from dataclasses import dataclass, replace

import numpy as np

LAGS = 14
LONGEST_LAG = 60
USUAL_PAIN = 4.5  # at which the chance of a run is that of `Scenario.logit`
Array = np.ndarray


@dataclass(frozen=True)
class Scenario:
    """How a diary comes about.

    Attributes
    ----------
    total : float
        The truth: NRS points per sustained +10 km a week.
    shape : {"even", "decay", "hump", "late", "long"}
        How the total is spread over the days before: over 14 days, over days 15 to 40 ("late"),
        or decaying over 60 ("long").
    f0, f1 : float
        How much less likely a run gets (logit) per point of today's, and of yesterday's pain.
    season_pain, season_run : float
        Height of an annual wave, NRS points and logit.
    weekend_pain, weekend_run : (float, float)
        Shift at weekends and on other days, NRS points and logit.
    rho, sd : float
        AR(1) coefficient a day and standard deviation of pain's own course.
    noise_sd : float
        Standard deviation of the ratings around what is felt.
    mu : float
        Mean pain without any running.
    logit : float
        Chance of a run (logit) at the usual pain.
    f7 : float
        How much less likely a run gets per point of the mean pain of the last 7 days.
    f_length : float
        By what share (logarithm) a run gets shorter per point of today's pain.
    slow : (float, float)
        AR(1) coefficient and standard deviation of a second, slower course of pain.
    hidden_pain, hidden_run : float
        What one standard deviation of a hidden cause, an AR(.97), adds to pain and to the logit.
    lays_off : float
        Felt pain above which there is no run for 21 to 49 days.
    relief : float
        Points that medication takes away, after a day over 5.5, with chance .6; it lets one run
        (logit +0.8).
    builds_up : bool
        No runs at first, then 3 to 30 km a week over nine months.
    flips : bool
        The total changes its sign half way.
    unrated : float
        Share of the days without a rating, unless another is asked for.
    weight_total : float
        NRS points per kg gained in four weeks.
    weight_follows : float
        Kg a day per point of yesterday's pain.
    swing : float
        Height (kg) of waves of 100 days in the weight.
    scale_noise : float
        Standard deviation of a weigh-in around the weight (kg).
    weigh_ins : int
        A week: 1 and 7 on fixed days, others at random.
    """

    total: float = 0.0
    shape: str = "even"
    f0: float = 0.0
    f1: float = 0.0
    season_pain: float = 0.0
    season_run: float = 0.0
    weekend_pain: tuple[float, float] = (0.0, 0.0)
    weekend_run: tuple[float, float] = (0.0, 0.0)
    rho: float = 0.7
    sd: float = 1.4
    noise_sd: float = 0.0
    mu: float = 4.5
    logit: float = -0.3
    f7: float = 0.0
    f_length: float = 0.0
    slow: tuple[float, float] = (0.0, 0.0)
    hidden_pain: float = 0.0
    hidden_run: float = 0.0
    lays_off: float = np.inf
    relief: float = 0.0
    builds_up: bool = False
    flips: bool = False
    unrated: float = 0.2
    weight_total: float = 0.0
    weight_follows: float = 0.0
    swing: float = 0.0
    scale_noise: float = 0.3
    weigh_ins: int = 2

    def lag_weights(self) -> Array:
        """Return beta_k of lags 1, 2, ..., NRS points per km."""
        k = np.arange(1.0, LAGS + 1)
        far = np.arange(1.0, LONGEST_LAG + 1)
        shapes = {
            "even": np.ones(LAGS),
            "decay": np.exp(-(k - 1) / 3),
            "hump": np.exp(-(((k - 5) / 2.5) ** 2) / 2),
            "late": np.where((far >= 15) & (far <= 40), 1.0, 0.0),
            "long": np.exp(-far / 20),
        }
        shape = shapes[self.shape]
        km_a_week = 0.7  # a km on each day, in units of 10 km a week
        return self.total * km_a_week * shape / shape.sum()


_B = Scenario(f0=0.4, f1=0.2)
_D = replace(_B, total=-1.0, mu=6.23)
SCENARIOS = {
    "a": Scenario(),
    "b": _B,
    "c": Scenario(season_pain=1.0, season_run=-1.0),
    "bc": replace(_B, season_pain=1.0, season_run=-1.0),
    "w": Scenario(weekend_pain=(1.0, -0.4), weekend_run=(4.0, -1.6)),
    "by": Scenario(f1=0.6),
    "b2": replace(_B, rho=0.85, sd=1.3, noise_sd=0.8),
    "d": _D,
    "d-decay": replace(_D, shape="decay"),
    "d-hump": replace(_D, shape="hump"),
}

_LAY = Scenario(rho=0.88, sd=1.35, noise_sd=0.9, logit=0.0, lays_off=6.9)
_HALF = 1.4 / np.sqrt(2)  # standard deviation of half the variance
_RAMP = Scenario(builds_up=True)
_WEIGHT = Scenario(swing=1.5)
LIVES = {
    "lay": _LAY,
    "d-lay": replace(_LAY, total=-1.0, mu=6.23),
    "med": Scenario(rho=0.8, f0=0.4, relief=1.8),
    "fb7": Scenario(rho=0.88, noise_sd=0.7, f7=0.8),
    "two": Scenario(rho=0.6, sd=_HALF, slow=(0.975, _HALF), noise_sd=0.7, f0=0.5, f1=0.25),
    "vn": Scenario(rho=0.92, sd=1.3, noise_sd=1.2, f0=0.7, f1=0.35),
    "fdist": Scenario(rho=0.88, noise_sd=0.8, f_length=0.18),
    "hid": Scenario(hidden_pain=0.9, hidden_run=-0.9),
    "ramp0": _RAMP,
    "ramp-": replace(_RAMP, total=-0.8),
    "ramp+": replace(_RAMP, total=0.8, mu=3.5),
    "slow+": Scenario(total=1.2, shape="late", mu=2.4),
    "slow-": Scenario(total=-1.2, shape="late", mu=6.6),
    "build": Scenario(total=-1.0, shape="long", mu=6.2),
    "zeros": replace(_B, rho=0.85, sd=1.8, mu=0.05, logit=-2.7),
    "sparse": replace(_B, unrated=0.7),
    "flip": Scenario(total=-1.2, flips=True),
    "wt+": replace(_WEIGHT, weight_total=1.0),
    "wt0": _WEIGHT,
    "wtb": replace(_WEIGHT, weight_follows=0.025),
}
