"""What is shown of a file before a question about it is answered: all of it, in words."""

import pytest
from approved import same_as_approved
from made_tables import row_a_day

import backpain_analysis as bpa
from backpain_analysis.importing.readings import what_it_would_hold
from backpain_analysis.language import Phrases
from backpain_analysis.settings import FileSettings, Settings

KNOWN = "start,activity,distance_km,duration_min\n" + "".join(
    f"2024-05-{day:02} 07:10,run,{km},{5.5 * km}\n" for day, km in enumerate((5, 6, 7, 8.4), 1)
)
ASKED = "start,activity,distance,duration_min\n" + "".join(
    f"2024-05-{day:02} 07:10,{activity},{km},{5.5 * km}\n"
    for day, km, activity in ((1, 5, "run"), (2, 6, "run"), (3, 9, "run"), (9, 21, "ride"))
)
FILES = {
    "known.csv": KNOWN,
    "asked.csv": ASKED,
    "scale.csv": row_a_day("date,pain", *"1234512345"),
    "weight.csv": row_a_day("date,weight", "80.1", "80.4", "80.2"),
    "known_weight.csv": row_a_day("date,weight_kg", "80.1", "83.4"),
    "in_words.csv": row_a_day("date,pain,stress", "bad,1", "worse,2", "fine,3"),
    "lengths.csv": row_a_day("date,duration", "30", "40", "59.995", month=6),
}
ANSWERS = {
    "asked.csv": [{"distance_unit": "km"}, {"distance_unit": "mi"}, {"decimal": "."}],
    "scale.csv": [{"scale": "0-5"}, {"scale": "0-10"}, {"scale": "0-4"}, {"scale": "5-0"}],
    "weight.csv": [{"weight_unit": "kg"}, {"weight_unit": "lb"}],
    "in_words.csv": [{"scale": "fine/bad/worse"}, {"scale": "fine/bad"}],
    "lengths.csv": [{"duration_unit": "min"}, {"duration_unit": "h"}],
    "not_there.csv": [{"scale": "0-5"}],
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    raw = tmp_path_factory.mktemp("asked")
    for name, text in FILES.items():
        (raw / name).write_text(text, encoding="utf-8")
    return raw


def test_what_files_would_hold_with_each_answer_is_as_approved(folder):
    p = Phrases()
    settings = Settings(timezone="UTC", raw=folder)
    exports = bpa.read_exports(folder, settings)
    lines = []
    for name, answers in ANSWERS.items():
        for answer in answers:
            answered = Settings(timezone="UTC", raw=folder, files={name: FileSettings(**answer)})
            told = what_it_would_hold(name, exports, answered)
            lines += [f"{name}: {answer}", *(f"    {p.remark(remark)}" for remark in told)]
    same_as_approved("what_files_would_hold", lines)
