"""Faults of planning and following a fair test: limits, confirmations, drawing, what is hidden."""

from . import Mutant

WEEKS = "backpain_analysis/trial/weeks.py"
REFUSALS = "backpain_analysis/trial/refusals.py"
PROPOSAL = "backpain_analysis/trial/proposal.py"
REGISTER = "backpain_analysis/trial/register.py"
FAIR_TEST = "backpain_analysis/trial/fair_test.py"
PROGRESS = "backpain_analysis/trial/progress.py"
STOPPING = "backpain_analysis/trial/stopping.py"
CALENDAR = "backpain_analysis/trial/calendar_file.py"
RESULT = "backpain_analysis/cli/fair_test.py"
PLAN = "backpain_analysis/cli/fair_plan.py"

OF_PROPOSAL = "tests/trial/test_proposal.py::"
OF_REGISTER = "tests/trial/test_register.py::"
OF_PROGRESS = "tests/trial/test_progress.py::"
OF_CALENDAR = "tests/trial/test_calendar_file.py::"
OF_TERMINAL = "tests/trial/test_terminal.py::"

WITHIN = f"{OF_PROPOSAL}test_no_week_is_outside_what_was_run"
EDITED = f"{OF_REGISTER}test_an_edited_file_is_found"
HIDDEN = f"{OF_PROGRESS}test_nothing_depends_on_pain_by_arm"

MUTANTS = [
    # limits
    Mutant(
        name="the high week is above the person's 90th percentile",
        file=WEEKS,
        before="return min(usual.high_km, MOST_ABOVE_RECENT * usual.recent_km)",
        after="return MOST_ABOVE_RECENT * usual.recent_km",
        tests=(WITHIN,),
    ),
    Mutant(
        name="the high week is far above the last eight weeks",
        file=WEEKS,
        before="return min(usual.high_km, MOST_ABOVE_RECENT * usual.recent_km)",
        after="return usual.high_km",
        tests=(WITHIN,),
    ),
    Mutant(
        name="runs are rounded up, above the limit",
        file=WEEKS,
        before="        km = _down(min(limit / runs, longest))",
        after="        km = _up(min(limit / runs, longest))",
        tests=(WITHIN,),
    ),
    Mutant(
        name="a run may be longer than the usual long one",
        file=WEEKS,
        before="min(limit / runs, longest)",
        after="limit / runs",
        tests=(WITHIN,),
    ),
    Mutant(
        name="a low week below what the person runs",
        file=WEEKS,
        before="runs = max(1, math.ceil(usual.low_km / km - ROUNDING))",
        after="runs = 1",
        tests=(WITHIN,),
    ),
    Mutant(
        name="a high week that was chosen may be above the limit",
        file=REFUSALS,
        before="not 0 < wishes.high_km <= limit",
        after="not 0 < wishes.high_km",
        tests=(f"{OF_PROPOSAL}test_another_high_week_may_not",),
    ),
    Mutant(
        name="who paused is planned for as before",
        file=REFUSALS,
        before="LONGEST_PAUSE = 28",
        after="LONGEST_PAUSE = 29",
        tests=(f"{OF_PROPOSAL}test_the_boundary_of_a_pause",),
    ),
    Mutant(
        name="a test that finds nothing is not advised against",
        file=PROPOSAL,
        before="if powers[longest] < ENOUGH:",
        after="if powers[longest] < 0:",
        tests=(f"{OF_PROPOSAL}test_a_difference_that_a_year_would_not_find_is_advised_against",),
    ),
    # the register
    Mutant(
        name="confirmations are ignored",
        file=REGISTER,
        before="if not test.confirmed.everything:",
        after="if False:",
        tests=(f"{OF_REGISTER}test_without_all_three_confirmations_nothing_is_drawn",),
    ),
    Mutant(
        name="two of three confirmations are enough",
        file=FAIR_TEST,
        before="return self.professional_agrees and self.no_urgent_sign and self.will_stop",
        after="return self.professional_agrees and self.will_stop",
        tests=(f"{OF_REGISTER}test_without_all_three_confirmations_nothing_is_drawn",),
    ),
    Mutant(
        name="a plan once begun is drawn again",
        file=REGISTER,
        before="    _check_that_none_is_running(person, today)\n",
        after="",
        tests=(f"{OF_REGISTER}test_what_is_drawn_stays_drawn",),
    ),
    Mutant(
        name="an order that was chosen is believed",
        file=REGISTER,
        before="if not is_as_drawn(test):",
        after="if False:",
        tests=(
            f"{OF_REGISTER}test_an_order_that_was_chosen_is_found_even_with_a_hash_made_for_it",
        ),
    ),
    Mutant(
        name="a seed that was chosen is believed",
        file=FAIR_TEST,
        before="    if test.seed != seed_of(test.hash_before_drawing, test.drawn_on):\n"
        "        return False\n"
        "    return drawn(test, test.drawn_on).schedule.order == test.schedule.order",
        after="    order = draw_order(test.rule, len(test.schedule.order), test.seed)\n"
        "    return order == test.schedule.order",
        tests=(
            f"{OF_REGISTER}test_a_seed_that_was_chosen_is_found_even_with_the_order_that_it_draws",
        ),
    ),
    Mutant(
        name="an edited file is believed",
        file=REGISTER,
        before="    changed = _different(content, again)\n",
        after="    changed: list[str] = []\n",
        tests=(EDITED,),
    ),
    Mutant(
        name="the drawing is another one for the same seed",
        file="backpain_analysis/trial/drawing.py",
        before="    coin = random.Random(seed)\n",
        after="    coin = random.Random(seed + 1)\n",
        tests=(f"{OF_REGISTER}test_the_drawing_stays_what_it_is",),
    ),
    Mutant(
        name="the test before is lost",
        file=REGISTER,
        before="        _set_earlier_aside(person)\n",
        after="        (person / REGISTER).unlink(missing_ok=True)\n",
        tests=(f"{OF_REGISTER}test_another_test_is_begun_after_it_was_stopped_and_both_are_kept",),
    ),
    Mutant(
        name="of two at the same moment the second wins",
        file=REGISTER,
        before="        os.link(part, path)\n",
        after="        part.replace(path)\n",
        tests=(f"{OF_REGISTER}test_of_two_at_the_same_moment_one_is_refused",),
    ),
    # what is hidden until the end
    Mutant(
        name="the difference is shown before the end",
        file=RESULT,
        before="    if test.is_over(dt.date.today()):\n        _tell_result",
        after="    if True:\n        _tell_result",
        tests=(f"{OF_TERMINAL}test_before_the_end_the_result_is_refused_and_no_look_counted",),
    ),
    Mutant(
        name="a test is over a day too soon",
        file=FAIR_TEST,
        before="today > self.schedule.last_day",
        after="today >= self.schedule.last_day",
        tests=(f"{OF_PROPOSAL}test_a_test_that_has_ended_is_in_nobodys_way",),
    ),
    Mutant(
        name="a look is not counted",
        file=REGISTER,
        before="looks=(*test.looks, today)",
        after="looks=test.looks",
        tests=(f"{OF_REGISTER}test_looks_are_counted_in_the_file",),
    ),
    Mutant(
        name="progress holds the pain of a block",
        file=PROGRESS,
        before='"is_rated": found["pain"].notna(),',
        after='"is_rated": found["pain"] < 5,',
        tests=(HIDDEN,),
    ),
    # the stopping rule
    Mutant(
        name="the rule is met a day late",
        file=STOPPING,
        before="in_a_row >= rule.days",
        after="in_a_row > rule.days",
        tests=(f"{OF_PROGRESS}test_the_stopping_rule_by_hand",),
    ),
    Mutant(
        name="a day without a rating goes on with the row",
        file=STOPPING,
        before="        if not bad:\n",
        after="        if pain.iloc[place] < rule.pain:\n",
        tests=(f"{OF_PROGRESS}test_the_stopping_rule_by_hand",),
    ),
    # the calendar
    Mutant(
        name="an entry ends on its last day",
        file=CALENDAR,
        before="{last + dt.timedelta(days=1):%Y%m%d}",
        after="{last:%Y%m%d}",
        tests=(f"{OF_CALENDAR}test_one_entry_a_block_and_one_a_run",),
    ),
    Mutant(
        name="a comma is not escaped",
        file=CALENDAR,
        before='";": "\\\\;", ",": "\\\\,"',
        after='";": "\\\\;"',
        tests=(f"{OF_CALENDAR}test_text_is_escaped",),
    ),
    Mutant(
        name="lines are folded by characters",
        file=CALENDAR,
        before="if len((part + character).encode()) > LONGEST_LINE:",
        after="if len(part + character) > LONGEST_LINE:",
        tests=(f"{OF_CALENDAR}test_what_is_folded_is_read_as_it_was",),
    ),
    # the terminal
    Mutant(
        name="Enter is a yes",
        file="backpain_analysis/cli/asking.py",
        before='        if _is_one_of(typed, p("setup.terminal.yes")):\n',
        after='        if not typed or _is_one_of(typed, p("setup.terminal.yes")):\n',
        tests=(f"{OF_TERMINAL}test_enter_is_no_yes",),
    ),
    Mutant(
        name="without a terminal a missing confirmation is assumed",
        file=PLAN,
        before="    if not confirmed.everything and not is_terminal():\n",
        after="    if not any(vars(confirmed).values()) and not is_terminal():\n",
        tests=(f"{OF_TERMINAL}test_a_confirmation_that_is_missing_is_never_assumed",),
    ),
]
