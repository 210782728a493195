"""Faults of the answers: gates, Holm, the anytime-valid intervals, verdicts."""

from . import Mutant

FAMILY = "backpain_analysis/answers/family.py"
GATE = "backpain_analysis/answers/gate.py"
RESULT = "backpain_analysis/answers/result.py"

OF_ANSWERS = "tests/test_answers.py::"

ADJUSTED = f"{OF_ANSWERS}test_each_p_is_adjusted_for_three_questions_one_of_them_without_an_answer"
EQUIVALENCE = f"{OF_ANSWERS}test_no_meaningful_association_rests_on_the_90_percent_interval"
CONTRAST = f"{OF_ANSWERS}test_the_contrast_is_from_the_tenth_to_the_ninetieth_percentile"
TAU = f"{OF_ANSWERS}test_tau_by_hand"
RUN_DAYS = f"{OF_ANSWERS}test_the_gate_of_run_days"
RATED_DAYS = f"{OF_ANSWERS}test_the_gate_of_rated_days"
WEIGH_INS = f"{OF_ANSWERS}test_the_gate_of_weigh_ins"
FIVE_PERCENT = f"{OF_ANSWERS}test_five_percent_itself_is_not_enough"
VERDICTS = f"{OF_ANSWERS}test_the_five_verdicts"
WAIT = f"{OF_ANSWERS}test_the_chances_of_a_wait_by_hand"

MUTANTS = [
    # the family
    Mutant(
        name="Holm is dropped",
        file=FAMILY,
        before="adjusted = holm([_pvalue(a) for a in answers])",
        after="adjusted = [_pvalue(a) for a in answers]",
        tests=(ADJUSTED,),
    ),
    Mutant(
        name="Bonferroni in place of Holm",
        file="backpain_analysis/checks/several.py",
        before="left = len(pvalues) - rank",
        after="left = len(pvalues)",
        tests=(
            ADJUSTED,
            f"{OF_ANSWERS}test_holm_by_hand",
        ),
    ),
    Mutant(
        name="a question behind its gate does not count",
        file=FAMILY,
        before="    if a.fit is None:\n        return 1.0\n",
        after="    if a.fit is None:\n        return 0.0\n",
        tests=(ADJUSTED,),
    ),
    Mutant(
        name="the contrast is from the 5th percentile",
        file=FAMILY,
        before="LOW_QUANTILE = 0.1",
        after="LOW_QUANTILE = 0.05",
        tests=(CONTRAST,),
    ),
    Mutant(
        name="the contrast is to the 95th percentile",
        file=FAMILY,
        before="HIGH_QUANTILE = 0.9",
        after="HIGH_QUANTILE = 0.95",
        tests=(CONTRAST,),
    ),
    # gates
    Mutant(
        name="21 run days are needed",
        file=GATE,
        before="days < MIN_RUN_DAYS:",
        after="days <= MIN_RUN_DAYS:",
        tests=(RUN_DAYS,),
    ),
    Mutant(
        name="19 run days are enough",
        file=GATE,
        before="MIN_RUN_DAYS = 20",
        after="MIN_RUN_DAYS = 19",
        tests=(RUN_DAYS,),
    ),
    Mutant(
        name="91 rated days are needed",
        file=GATE,
        before="if usable < MIN_RATED_DAYS:",
        after="if usable <= MIN_RATED_DAYS:",
        tests=(RATED_DAYS,),
    ),
    Mutant(
        name="89 rated days are enough",
        file=GATE,
        before="MIN_RATED_DAYS = 90",
        after="MIN_RATED_DAYS = 89",
        tests=(RATED_DAYS,),
    ),
    Mutant(
        name="21 weigh-ins are needed",
        file=GATE,
        before="days < MIN_WEIGH_INS:",
        after="days <= MIN_WEIGH_INS:",
        tests=(WEIGH_INS,),
    ),
    Mutant(
        name="19 weigh-ins are enough",
        file=GATE,
        before="MIN_WEIGH_INS = 20",
        after="MIN_WEIGH_INS = 19",
        tests=(WEIGH_INS,),
    ),
    # verdicts
    Mutant(
        name="no meaningful association by the 95 % interval",
        file=RESULT,
        before="low, high = self.interval(0.90)",
        after="low, high = self.interval(0.95)",
        tests=(EQUIVALENCE,),
    ),
    Mutant(
        name="only one end must lie within the band",
        file=RESULT,
        before="return max(-low, high) * self.largest_per_contrast < self.sesoi",
        after="return high * self.largest_per_contrast < self.sesoi",
        tests=(VERDICTS,),
    ),
    Mutant(
        name="a p of exactly 5 % is enough",
        file=RESULT,
        before="if self.holm_pvalue >= ALPHA:",
        after="if self.holm_pvalue > ALPHA:",
        tests=(FIVE_PERCENT,),
    ),
    Mutant(
        name="ten percent is enough",
        file="backpain_analysis/codes.py",
        before="ALPHA = 0.05",
        after="ALPHA = 0.10",
        tests=(FIVE_PERCENT,),
    ),
    Mutant(
        name="tau unsquared",
        file=RESULT,
        before="return (self._units(self._planned) / self.sesoi) ** 2",
        after="return self._units(self._planned) / self.sesoi",
        tests=(TAU,),
    ),
    Mutant(
        name="tau without the SESOI",
        file=RESULT,
        before="return (self._units(self._planned) / self.sesoi) ** 2",
        after="return self._units(self._planned) ** 2",
        tests=(TAU,),
    ),
    Mutant(
        name="equivalence on one side only",
        file="backpain_analysis/answers/waiting.py",
        before="return Interval(lowest, highest)",
        after="return Interval(-math.inf, highest)",
        tests=(WAIT,),
    ),
    Mutant(
        name="the wait ignores Holm",
        file="backpain_analysis/answers/waiting.py",
        before="needed = self._half_width(error, self.level)",
        after="needed = self._half_width(error, 0.05)",
        tests=(f"{OF_ANSWERS}test_holm_counts_where_the_uncorrected_interval_is_the_narrower",),
    ),
    Mutant(
        name="nine ratings unlike the commonest are enough",
        file=GATE,
        before="MIN_UNUSUAL_RATINGS = 10",
        after="MIN_UNUSUAL_RATINGS = 9",
        tests=(f"{OF_ANSWERS}test_ratings_that_are_nearly_all_alike_are_not_asked",),
    ),
]
