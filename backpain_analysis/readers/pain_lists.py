"""Pain apps that list attacks, and spreadsheet forms whose question is the column's name."""

from .languages import PAIN_WORDS
from .opening import Field, Source

ATTACKS = Source(
    "attack list",  # only attacks are listed: other days stay missing
    header=("start time|start|date", "pain level|pain intensity", "triggers|medications"),
    when=("start time|start|date",),
    pain=Field(("pain level", "pain intensity")),
    region="pain location|location",
)

FORM = Source(
    "spreadsheet form",
    header=("timestamp|zeitstempel|horodateur|marca temporal", f"~{PAIN_WORDS}"),
    when=("timestamp|zeitstempel|horodateur|marca temporal",),
    without=("pain", "nrs"),
    pain=Field((f"~{PAIN_WORDS}",)),
    others=("*",),
    by_hand=True,
)
