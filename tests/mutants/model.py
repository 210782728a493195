"""Faults of the regression."""

from . import Mutant

EXPOSURES = "backpain_analysis/model/exposures.py"
LIKELIHOOD = "backpain_analysis/model/likelihood.py"
OPTIMUM = "backpain_analysis/model/optimum.py"
REML = "backpain_analysis/model/reml.py"
DECISIONS = "backpain_analysis/model/decisions.py"
JOINT = "backpain_analysis/model/joint.py"
BIAS = "backpain_analysis/model/bias.py"
FEEDBACK = "backpain_analysis/model/feedback.py"
RESULTS = "backpain_analysis/model/results.py"
LAGGED = "backpain_analysis/model/lagged.py"
ANYTIME = "backpain_analysis/model/anytime_valid.py"

OF_EXPOSURES = "tests/test_exposures.py::"
OF_REML = "tests/test_reml.py::"
OF_FEEDBACK = "tests/test_feedback.py::"
TRACK = "backpain_analysis/model/weight.py"
OF_WEIGHT = "tests/test_weight.py::"
OF_LAGGED = "tests/test_lagged.py::"

CURVATURE = f"{OF_REML}test_the_curvature_term_as_by_a_dense_delta_method"
DELTA_METHOD = f"{OF_FEEDBACK}test_the_corrected_covariance_as_by_a_dense_delta_method"
DENSE_BIAS = f"{OF_FEEDBACK}test_the_bias_as_with_a_dense_matrix"
DENSE_JOINT = f"{OF_FEEDBACK}test_restricted_likelihood_as_with_a_dense_matrix"
JOINT_GRADIENT = f"{OF_FEEDBACK}test_its_gradient_as_by_differences"
CORRECTED = f"{OF_LAGGED}test_a_corrected_fit_has_its_own_error_and_two_degrees_of_freedom_fewer"
PLAIN = f"{OF_LAGGED}test_a_plain_fit_by_hand"
REFEREE = f"{OF_LAGGED}test_the_anytime_valid_half_width_as_by_confseq"
REFEREE_P = f"{OF_LAGGED}test_the_anytime_valid_p_is_alpha_where_the_interval_ends_at_zero"
FIVE_DAYS = f"{OF_FEEDBACK}test_five_days_laid_out_by_hand"
RUN_DAYS = f"{OF_FEEDBACK}test_a_run_adds_the_mean_of_the_run_days_to_the_habit"
TIME_TERMS = f"{OF_EXPOSURES}test_time_terms_follow_the_length_of_the_diary"
WINDOW = f"{OF_EXPOSURES}test_a_window_bears_two_unknown_days_in_fourteen"
WEIGHT_WEEKS = f"{OF_EXPOSURES}test_every_day_of_the_two_weeks_of_weight_counts"

MUTANTS = [
    # lags, windows, events
    Mutant(
        name="a lag reaches back one day too far",
        file=EXPOSURES,
        before="_earlier(values, lag)",
        after="_earlier(values, lag + (lag > 0))",
        tests=(f"{OF_EXPOSURES}test_lag_one_is_yesterday_and_a_lead_is_negative",),
    ),
    Mutant(
        name="the window holds today",
        file=EXPOSURES,
        before="lag_table(recorded, range(1, window_days + 1))",
        after="lag_table(recorded, range(window_days))",
        tests=(f"{OF_EXPOSURES}test_frequency_and_distance_by_hand",),
    ),
    Mutant(
        name="the window ends two days before",
        file=EXPOSURES,
        before="lag_table(recorded, range(1, window_days + 1))",
        after="lag_table(recorded, range(2, window_days + 2))",
        tests=(f"{OF_EXPOSURES}test_frequency_and_distance_by_hand",),
    ),
    Mutant(
        name="three unknown days in fourteen are borne",
        file=EXPOSURES,
        before="MISSING_DAYS_ALLOWED = 2 / 14",
        after="MISSING_DAYS_ALLOWED = 3 / 14",
        tests=(WINDOW,),
    ),
    Mutant(
        name="one unknown day in fourteen is borne",
        file=EXPOSURES,
        before="MISSING_DAYS_ALLOWED = 2 / 14",
        after="MISSING_DAYS_ALLOWED = 1 / 14",
        tests=(WINDOW,),
    ),
    Mutant(
        name="the log counts a day late",
        file=EXPOSURES,
        before=">= first + needed",
        after="> first + needed",
        tests=(f"{OF_EXPOSURES}test_the_log_counts_28_days_after_its_first_day",),
    ),
    Mutant(
        name="the log counts after 27 days",
        file=EXPOSURES,
        before="MIN_LOG_DAYS = 28",
        after="MIN_LOG_DAYS = 27",
        tests=(f"{OF_EXPOSURES}test_the_log_counts_28_days_after_its_first_day",),
    ),
    Mutant(
        name="the log need not settle",
        file=LAGGED,
        before="        usable &= log_settled(daily)\n",
        after="        pass\n",
        tests=(f"{OF_LAGGED}test_days_enter_from_28_days_after_the_log_starts",),
    ),
    Mutant(
        name="today's weight counts",
        file=TRACK,
        before="LATE = 1",
        after="LATE = 0",
        tests=(WEIGHT_WEEKS,),
    ),
    Mutant(
        name="the earlier week of weight is a day earlier",
        file=TRACK,
        before="EARLY = 29",
        after="EARLY = 30",
        tests=(WEIGHT_WEEKS,),
    ),
    Mutant(
        name="a week of weight has six days",
        file=TRACK,
        before="WEEK = 7",
        after="WEEK = 6",
        tests=(WEIGHT_WEEKS,),
    ),
    Mutant(
        name="three known days make a week",
        file=EXPOSURES,
        before="KNOWN_DAYS_OF_A_WEEK = 4",
        after="KNOWN_DAYS_OF_A_WEEK = 3",
        tests=(f"{OF_EXPOSURES}test_a_week_before_needs_four_known_days",),
    ),
    Mutant(
        name="an event of one day lasts 27 days",
        file=EXPOSURES,
        before="DAYS_AFTER_AN_INJECTION = 27",
        after="DAYS_AFTER_AN_INJECTION = 26",
        tests=(
            f"{OF_EXPOSURES}"
            "test_an_event_of_one_day_counts_for_four_weeks_a_longer_one_as_long_as_it_lasted",
        ),
    ),
    Mutant(
        name="unknown days of a window count as zero",
        file=EXPOSURES,
        before="np.where(np.isnan(lags), daily_mean[:, None], lags)",
        after="np.where(np.isnan(lags), 0.0, lags)",
        tests=(f"{OF_EXPOSURES}test_unknown_days_of_a_usable_window_count_as_its_mean",),
    ),
    Mutant(
        name="the shapes over the lags are not centred",
        file=EXPOSURES,
        before="centred = spline - spline.mean(axis=0)",
        after="centred = spline",
        tests=(f"{OF_EXPOSURES}test_the_total_of_the_spline_design_is_the_plain_window",),
    ),
    # time
    Mutant(
        name="the season begins at 301 days",
        file=EXPOSURES,
        before="if span >= DAYS_WITH_A_SEASON:",
        after="if span > DAYS_WITH_A_SEASON:",
        tests=(TIME_TERMS,),
    ),
    Mutant(
        name="the season begins at 299 days",
        file=EXPOSURES,
        before="if span >= DAYS_WITH_A_SEASON:",
        after="if span >= DAYS_WITH_A_SEASON - 1:",
        tests=(TIME_TERMS,),
    ),
    Mutant(
        name="the short trend ends a day late",
        file=EXPOSURES,
        before="if span < DAYS_WITH_A_SEASON:",
        after="if span <= DAYS_WITH_A_SEASON:",
        tests=(TIME_TERMS,),
    ),
    Mutant(
        name="the longer trend begins a day early",
        file=EXPOSURES,
        before="if span <= DAYS_WITH_A_LONGER_TREND:",
        after="if span < DAYS_WITH_A_LONGER_TREND:",
        tests=(TIME_TERMS,),
    ),
    Mutant(
        name="the longer trend is a column short",
        file=EXPOSURES,
        before="return round(span / 365) + 1",
        after="return round(span / 365)",
        tests=(TIME_TERMS,),
    ),
    # the estimator
    Mutant(
        name="REML without its determinant of the design",
        file=LIKELIHOOD,
        before="            deviance = deviance + log_x",
        after="            pass",
        tests=(f"{OF_REML}test_likelihood_and_coefficients_as_with_a_dense_matrix",),
    ),
    Mutant(
        name="a point of the grid has another likelihood than a place of the search",
        file=LIKELIHOOD,
        before="log_x = logs[..., :-1].sum(axis=-1)",
        after="log_x = 0.0",
        tests=(f"{OF_REML}test_the_grid_is_as_high_as_the_search",),
    ),
    Mutant(
        name="the gradient without the design swept out",
        file=LIKELIHOOD,
        before="by_parameter += gls.swept(move.cross)",
        after="by_parameter += 0.0",
        tests=(CURVATURE,),
    ),
    Mutant(
        name="a derivative of the coefficients loses its chain rule",
        file=LIKELIHOOD,
        before="inverse @ pull[: self.k] * move.by_q",
        after="inverse @ pull[: self.k]",
        tests=(CURVATURE,),
    ),
    Mutant(
        name="the noise ratio upside down",
        file=REML,
        before="noise / (noise + lasting)",
        after="lasting / (noise + lasting)",
        tests=(f"{OF_REML}test_presidents_as_nlme_gls_with_corexp_and_nugget", PLAIN),
    ),
    Mutant(
        name="a degree of freedom too many",
        file=REML,
        before="return self.nobs - len(self.params) - 1",
        after="return self.nobs - len(self.params)",
        tests=(f"{OF_REML}test_the_reference_has_m_less_k_less_one_degrees_of_freedom", PLAIN),
    ),
    Mutant(
        name="flat directions of the curvature count as they are",
        file=OPTIMUM,
        before="np.maximum(values, SMALLEST_CURVATURE)",
        after="values",
        tests=(CURVATURE, DELTA_METHOD),
    ),
    Mutant(
        name="the floor of the curvature is .01",
        file=OPTIMUM,
        before="SMALLEST_CURVATURE = 0.05",
        after="SMALLEST_CURVATURE = 0.01",
        tests=(CURVATURE, DELTA_METHOD),
    ),
    Mutant(
        name="noise that vanished still counts",
        file=OPTIMUM,
        before="NO_NOISE = -5.0",
        after="NO_NOISE = -8.0",
        tests=(CURVATURE,),
    ),
    Mutant(
        name="the standard error without the curvature term",
        file=REML,
        before="covariance = gls + slopes @ variance_at(q, problem.minus_gradient) @ slopes.T",
        after="covariance = gls",
        tests=(CURVATURE,),
    ),
    Mutant(
        name="two days more than terms are enough",
        file=REML,
        before="if m < k + 3:",
        after="if m < k + 2:",
        tests=(f"{OF_REML}test_three_days_more_than_terms_are_needed",),
    ),
    # the decision beside the regression
    Mutant(
        name="the mean km of a run day is taken over all days",
        file=DECISIONS,
        before="on[exposure.column][ran].mean()",
        after="on[exposure.column].mean()",
        tests=(RUN_DAYS,),
    ),
    Mutant(
        name="the decision has no weekday terms",
        file=DECISIONS,
        before="return np.column_stack([terms, weekday_terms(days).to_numpy()])",
        after="return terms",
        tests=(f"{OF_FEEDBACK}test_the_decision_has_weekday_terms_where_the_regression_has_them",),
    ),
    Mutant(
        name="a decision may follow a day of which nothing is known",
        file=DECISIONS,
        before="return known & known_before",
        after="return known",
        tests=(FIVE_DAYS,),
    ),
    Mutant(
        name="two runs a day count twice",
        file=DECISIONS,
        before="return ran.astype(float)",
        after="return np.nan_to_num(amount)",
        tests=(FIVE_DAYS,),
    ),
    Mutant(
        name="the decision's trend follows the length of the diary alone",
        file=DECISIONS,
        before="terms = time_terms(days, time_df).to_numpy()",
        after="terms = time_terms(days).to_numpy()",
        tests=(f"{OF_FEEDBACK}test_a_fit_hands_its_own_decisions_over",),
    ),
    Mutant(
        name="yesterday's response is felt today",
        file=JOINT,
        before="added_before = np.append(0.0, added[:-1])",
        after="added_before = added",
        tests=(DENSE_JOINT,),
    ),
    Mutant(
        name="the joint likelihood without its determinant of the design",
        file=JOINT,
        before="+ self._log_v(q, solved) + solved.gls.log_x",
        after="+ self._log_v(q, solved)",
        tests=(DENSE_JOINT, JOINT_GRADIENT),
    ),
    Mutant(
        name="a derivative by rho has the wrong sign",
        file=JOINT,
        before="- shares.beside.sum() + log_q",
        after="+ shares.beside.sum() + log_q",
        tests=(JOINT_GRADIENT,),
    ),
    Mutant(
        name="a derivative by log s forgets the days before",
        file=JOINT,
        before="p.today**2 * own_day + p.yesterday**2 * day_before",
        after="p.today**2 * own_day",
        tests=(JOINT_GRADIENT,),
    ),
    Mutant(
        name="the held coefficients do not move the response",
        file=JOINT,
        before="gradient[RESPONSES] -= self._by_held(solved)",
        after="gradient[2:4] -= 0.0",
        tests=(JOINT_GRADIENT,),
    ),
    # the bias and its error
    Mutant(
        name="today's and yesterday's memory are changed round",
        file=BIAS,
        before="np.hstack([memory[1:], memory[:-1]])",
        after="np.hstack([memory[:-1], memory[1:]])",
        tests=(DENSE_BIAS,),
    ),
    Mutant(
        name="the other terms are not swept out of the bias",
        file=BIAS,
        before=" - _diagonals_swept_out(others, of_others)",
        after="",
        tests=(DENSE_BIAS,),
    ),
    Mutant(
        name="half the bias is subtracted",
        file=FEEDBACK,
        before="params=found.params - bias",
        after="params=found.params - bias / 2",
        tests=(DELTA_METHOD,),
    ),
    Mutant(
        name="the bias is added",
        file=FEEDBACK,
        before="params=found.params - bias",
        after="params=found.params + bias",
        tests=(DELTA_METHOD,),
    ),
    Mutant(
        name="a term of the delta method has the wrong sign",
        file=FEEDBACK,
        before="slopes[:, 2:4] = -found.per_response",
        after="slopes[:, 2:4] = found.per_response",
        tests=(DELTA_METHOD,),
    ),
    Mutant(
        name="the delta method differentiates the plain coefficients",
        file=FEEDBACK,
        before="(there.params - there.of(response) - here) / STEP",
        after="(there.params - found.params) / STEP",
        tests=(DELTA_METHOD,),
    ),
    Mutant(
        name="the corrected covariance is the plain one",
        file=FEEDBACK,
        before="found.covariance + slopes @ variance_at(q, likelihood.gradient) @ slopes.T",
        after="found.covariance",
        tests=(DELTA_METHOD,),
    ),
    Mutant(
        name="29 decisions are enough",
        file=FEEDBACK,
        before="MIN_DECISIONS = 30",
        after="MIN_DECISIONS = 29",
        tests=(f"{OF_FEEDBACK}test_thirty_decisions_are_needed",),
    ),
    Mutant(
        name="31 decisions are needed",
        file=FEEDBACK,
        before="MIN_DECISIONS = 30",
        after="MIN_DECISIONS = 31",
        tests=(f"{OF_FEEDBACK}test_thirty_decisions_are_needed",),
    ),
    # what a fit tells
    Mutant(
        name="a corrected fit keeps its two degrees of freedom",
        file=RESULTS,
        before="DF_OF_THE_CORRECTION = 2",
        after="DF_OF_THE_CORRECTION = 0",
        tests=(CORRECTED,),
    ),
    Mutant(
        name="a corrected fit tells the plain standard error",
        file=RESULTS,
        before="            return self.correction.covariance\n",
        after="            pass\n",
        tests=(CORRECTED,),
    ),
    Mutant(
        name="the interval is the corrected one alone",
        file=RESULTS,
        before="        return _hull(own, self.uncorrected.conf_int(level))\n",
        after="        return own\n",
        tests=(
            f"{OF_LAGGED}test_an_interval_is_the_hull_of_the_corrected_and_the_uncorrected_one",
        ),
    ),
    Mutant(
        name="estimates on different sides of zero are evidence",
        file=RESULTS,
        before="            return 1.0\n",
        after="            pass\n",
        tests=(f"{OF_LAGGED}test_estimates_on_different_sides_of_zero_are_no_evidence",),
    ),
    Mutant(
        name="half of what the track leaves open",
        file=TRACK,
        before="    return float(estimate**2 * track.variance_of(weights))\n",
        after="    return float(estimate**2 * track.variance_of(weights)) / 2\n",
        tests=(f"{OF_WEIGHT}test_what_the_track_adds_to_the_variance_as_by_dense_matrices",),
    ),
    Mutant(
        name="a week 15 days from a weigh-in counts",
        file=TRACK,
        before="FARTHEST_WEIGH_IN = 14",
        after="FARTHEST_WEIGH_IN = 15",
        tests=(f"{OF_WEIGHT}test_a_week_far_from_any_weigh_in_is_unknown",),
    ),
    Mutant(
        name="the noise of two weigh-ins counts once",
        file=TRACK,
        before="    diagonal = np.exp(log_ratio) * gaps + 2\n",
        after="    diagonal = np.exp(log_ratio) * gaps + 1\n",
        tests=(f"{OF_WEIGHT}test_the_likelihood_is_that_of_the_differences",),
    ),
    Mutant(
        name="the habit is that of today",
        file="backpain_analysis/model/decisions.py",
        before="    today = np.arange(len(days))\n",
        after="    today = np.arange(len(days)) + 1\n",
        tests=(f"{OF_FEEDBACK}test_the_running_habit_by_hand",),
    ),
    Mutant(
        name="a corrected fit tells the plain estimate",
        file=RESULTS,
        before="            return self.correction.params\n",
        after="            pass\n",
        tests=(CORRECTED,),
    ),
    Mutant(
        name="the lag curve's error without its covariances",
        file=LAGGED,
        before='np.einsum("li,ij,lj->l", shapes, fit.shape_covariance, shapes)',
        after='np.einsum("li,ii,li->l", shapes, fit.shape_covariance, shapes)',
        tests=(f"{OF_LAGGED}test_a_lag_curve_by_hand",),
    ),
    Mutant(
        name="nine usable days are enough",
        file=LAGGED,
        before="FEWEST_DAYS = 10",
        after="FEWEST_DAYS = 9",
        tests=(f"{OF_LAGGED}test_ten_usable_days_are_needed",),
    ),
    Mutant(
        name="running is fitted without weekday terms",
        file=LAGGED,
        before='has_weekdays = design == "spline" and exposure.windowed',
        after="has_weekdays = False",
        tests=(f"{OF_LAGGED}test_a_running_exposure_carries_weekdays_and_weight_change_does_not",),
    ),
    # the anytime-valid interval
    Mutant(
        name="alpha unsquared in the half width",
        file=ANYTIME,
        before="tau * alpha**2",
        after="tau * alpha",
        tests=(REFEREE,),
    ),
    Mutant(
        name="tau left out of the half width's logarithm",
        file=ANYTIME,
        before="with_prior / (tau * alpha**2)",
        after="with_prior / alpha**2",
        tests=(REFEREE,),
    ),
    Mutant(
        name="tau's root in the half width",
        file=ANYTIME,
        before="    with_prior = information + tau\n    widened",
        after="    with_prior = information + tau**0.5\n    widened",
        tests=(REFEREE,),
    ),
    Mutant(
        name="tau's root in the p-value",
        file=ANYTIME,
        before="    with_prior = information + tau\n    z",
        after="    with_prior = information + tau**0.5\n    z",
        tests=(REFEREE_P,),
    ),
    Mutant(
        name="the anytime-valid p of one side",
        file=ANYTIME,
        before="without_evidence = 0.5 * np.log",
        after="without_evidence = 0.5 + 0.5 * np.log",
        tests=(REFEREE_P,),
    ),
]
