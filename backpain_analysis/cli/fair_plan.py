"""`backpain test plan`: a proposal from the person's own record, and what they confirm."""

import dataclasses
import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import rich
import typer

from ..language import (
    Phrases,
    kind_of_block,
    plan_sections,
)
from .app import REFUSED
from .asking import ask_value, ask_yes, is_terminal, say
from .fair_group import commands, diary_of, tell_sections
from .terminal import (
    ROOT_OF_FILES,
    Person,
    day_option,
    number,
    settings_of,
    typed_number,
    words_of,
)

if TYPE_CHECKING:
    from ..diary import Diary
    from ..settings import Settings
    from ..trial import Confirmed, ProposedTest, Wishes

CONFIRMATIONS = {
    "professional_agrees": "--professional-agrees",
    "no_urgent_sign": "--no-urgent-sign",
    "will_stop": "--will-stop",
}


def _yes(option: str, what: str) -> typer.models.OptionInfo:
    info: typer.models.OptionInfo = typer.Option(option, help=what)
    return info


@commands.command()
def plan(
    person: Person = None,
    start: Annotated[dt.date | None, day_option(help="First day. Default: next Monday.")] = None,
    weeks: Annotated[
        int | None, typer.Option(help="How many weeks it takes: 20, 26, 32, 40 or 52.")
    ] = None,
    high_km: Annotated[
        float | None,
        typer.Option(parser=number, metavar="KM", help="Most km in a week with more."),
    ] = None,
    stop_pain: Annotated[int, typer.Option(help="Stop at pain of so much or more ...")] = 8,
    stop_days: Annotated[int, typer.Option(help="... on so many days in a row.")] = 3,
    professional_agrees: Annotated[
        bool, _yes("--professional-agrees", "You confirm: a professional agrees.")
    ] = False,
    no_urgent_sign: Annotated[
        bool, _yes("--no-urgent-sign", "You confirm: there is no urgent sign.")
    ] = False,
    will_stop: Annotated[
        bool, _yes("--will-stop", "You confirm: you will stop by your rule.")
    ] = False,
) -> None:
    """Propose a test within what you have run, say how long it takes, and draw it if you confirm.

    Without a terminal, and without all three confirmations, it draws nothing.
    """
    settings = settings_of(person)
    p = words_of(settings)
    from ..trial import Confirmed, wishes_from

    diary = diary_of(p, settings)
    wishes = wishes_from(start, weeks, high_km, stop_pain, stop_days)
    confirmed = Confirmed(professional_agrees, no_urgent_sign, will_stop)
    proposed = _shown(p, settings, diary, wishes)
    if proposed.refusals:
        raise typer.Exit(REFUSED)
    if not confirmed.everything and not is_terminal():
        _tell_how_to_confirm(p, confirmed)
        raise typer.Exit(REFUSED if any(vars(confirmed).values()) else 0)
    try:
        if not confirmed.everything:
            proposed = _as_wished(p, settings, diary, wishes, proposed)
            confirmed = _ask_to_confirm(p, proposed, confirmed)
    except EOFError:  # nobody types any more
        typer.echo()
    if not confirmed.everything:
        say(p("trial.plan.nothing_drawn"))
        return
    _begin(p, settings, proposed, confirmed)


def _shown(p: Phrases, settings: "Settings", diary: "Diary", wishes: "Wishes") -> "ProposedTest":
    """Work a proposal out, and write it with all that speaks for it and against it."""
    from ..settings import is_example
    from ..trial import propose_own_test, sesoi_of

    with rich.get_console().status(p("trial.plan.computing")):
        proposed = propose_own_test(diary, settings, wishes)
    tell_sections(plan_sections(p, proposed, sesoi_of(settings)))
    typer.echo()
    if is_example(settings.person or Path()):
        say(p("trial.plan.example", folder=ROOT_OF_FILES))
        raise typer.Exit(REFUSED if proposed.refusals else 0)
    if proposed.refusals:
        say(p("trial.plan.nothing_drawn"))
    return proposed


def _as_wished(
    p: Phrases, settings: "Settings", diary: "Diary", wishes: "Wishes", proposed: "ProposedTest"
) -> "ProposedTest":
    """Let the person choose otherwise until they are content; show what comes of it each time."""
    while ask_yes(p, p("trial.plan.ask_change")):
        wishes = _ask_wishes(p, wishes, proposed)
        proposed = _shown(p, settings, diary, wishes)
    return proposed


def _ask_wishes(p: Phrases, wishes: "Wishes", proposed: "ProposedTest") -> "Wishes":
    """Ask for start, weeks, the high week and the stopping rule; Enter keeps each as it is."""
    from ..trial import MOST_DAYS_OF_RULE, WEEKS, StoppingRule

    start = ask_value(
        p, p("trial.plan.ask_start", day=str(proposed.start)), dt.date.fromisoformat, wishes.start
    )
    listed = ", ".join(str(weeks) for weeks in WEEKS)
    weeks = ask_value(
        p, p("trial.plan.ask_weeks", listed=listed, n=proposed.weeks), int, wishes.weeks
    )
    high = proposed.high.km if proposed.high else proposed.most_km
    high_km = ask_value(p, p("trial.plan.ask_high", km=high), typed_number, wishes.high_km)
    rule = wishes.stopping
    pain = ask_value(p, p("trial.plan.ask_pain", pain=rule.pain), int, rule.pain)
    days = ask_value(
        p, p("trial.plan.ask_days", most=MOST_DAYS_OF_RULE, n=rule.days), int, rule.days
    )
    return dataclasses.replace(
        wishes, start=start, weeks=weeks, high_km=high_km, stopping=StoppingRule(pain, days)
    )


def _tell_how_to_confirm(p: Phrases, confirmed: "Confirmed") -> None:
    """Say which confirmations are missing where nobody can be asked."""
    given = vars(confirmed)
    missing = [option for name, option in CONFIRMATIONS.items() if not given[name]]
    key = "lacks" if any(given.values()) else "no_terminal"
    say(p(f"trial.plan.{key}", options=", ".join(missing)))
    say(p("trial.plan.nothing_drawn"))


def _ask_to_confirm(p: Phrases, proposed: "ProposedTest", confirmed: "Confirmed") -> "Confirmed":
    """Ask for each confirmation that no option has given, and whether to draw; one no ends it."""
    from ..trial import Confirmed

    if proposed.refusals:
        raise typer.Exit(REFUSED)
    typer.secho("\n" + p("trial.plan.confirm"), bold=True)
    for name, is_given in vars(confirmed).items():
        if not is_given and not ask_yes(p, p(f"trial.confirm.{name}")):
            return Confirmed()
    if not ask_yes(p, p("trial.plan.draw")):
        return Confirmed()
    return Confirmed(True, True, True)


def _begin(
    p: Phrases, settings: "Settings", proposed: "ProposedTest", confirmed: "Confirmed"
) -> None:
    """Draw the order, write it down, and show it."""
    from ..trial import begin_own_test

    begun = begin_own_test(settings, proposed, confirmed, p)
    typer.echo()
    for place, block in enumerate(begun.test.schedule.blocks, 1):
        kind = kind_of_block(p, block.is_high)
        line = p("trial.plan.block", number=place, first=block.first, last=block.last, kind=kind)
        say(line)
    typer.echo()
    say(p("trial.plan.begun", file=begun.register))
    say(p("trial.plan.calendar", file=begun.calendar))
