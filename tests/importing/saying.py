"""What a reading says to the person, all of it: for tests that look for a word in it."""

from backpain_analysis.importing import Exports
from backpain_analysis.language import Phrases, decision_words, problem_words, question_words


def said(exports: Exports, language: str = "en") -> str:
    """Return a line for each remark, problem, question, decision and reason."""
    p = Phrases(language)
    lines = [p.remark(unused.remark) for unused in exports.unused]
    lines += [problem_words(p, problem) for problem in exports.files["problem"]]
    lines += [question_words(p, question) for question in exports.questions]
    lines += [decision_words(p, decided) for decided in exports.decisions.itertuples()]
    lines += list(exports.ledger.in_words(p)["reason"])
    return "\n".join(lines)
