"""The person's own page: three cards, a timeline that can be looked at day by day, what is next.

    analysis -> cards, so_far, timeline (panels, days), around_events, next_month -> page

`marks` writes HTML and SVG, `bars` an interval on its band; `yours.html`, `yours.css` and
`yours.js` are put into the one file. The page reads without its script, which only adds.
"""

from .page import your_page
from .safety import lost_weight

__all__ = ["lost_weight", "your_page"]
