"""What is proposed for a table kept by hand, in lines: for tests of whole proposals."""

import datetime as dt

from backpain_analysis.importing.own_table import Proposal
from backpain_analysis.language import Phrases


def told(proposal: Proposal) -> list[str]:
    """Return all that a proposal holds, in lines."""
    p = Phrases()
    certain = "certain" if proposal.certain else "to confirm"
    lines = [f"{proposal.file}: {', '.join(proposal.kinds) or 'of no use'}, {certain}"]
    if proposal.date is not None:
        date = proposal.date
        names = ", ".join(column.name for column in date.columns)
        down = ", runs down" if date.runs_down else ""
        lines.append(f"  date: {names}, {date.shape}, {date.share:.4g}{down}")
    for found in proposal.roles:
        how = "by words" if found.by_words else "by values"
        lines.append(f"  {found.role}: {found.column.name} [{found.unit}] {how}")
        lines += [f"    {p.remark(evidence)}" for evidence in found.evidence]
    if proposal.unused:
        lines.append(f"  unused: {', '.join(proposal.unused)}")
    lines += [f"  asks: {p.remark(question)}" for question in proposal.questions]
    if proposal.sessions:
        counted = ", ".join(f"{kind} {n}" for kind, n in proposal.sessions)
        lines.append(f"  sessions: {counted}")
    this_year = f"year = {dt.date.today().year}"
    settings = [setting.line().replace(this_year, "year = this") for setting in proposal.settings]
    return [*lines, *(f"  {line}" for line in settings)]
