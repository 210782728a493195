"""Android's Health Connect (`importing.health_connect` reads its database)."""

from ..documents import without_problems
from ..source import Source

HEALTH_CONNECT = Source(
    "Health Connect",
    header="health connect start, activity, distance, duration",
    distance="distance [m]",
    duration="duration [s]",
    rows=without_problems,
)
HEALTH_CONNECT_WEIGHT = Source(
    "Health Connect",
    header="health connect time, weight",
    weight="weight [g]",
    rows=without_problems,
)
