"""One table of translations: header names and activity words, in the languages apps write."""

import re
import unicodedata
from functools import lru_cache

# canonical English name: its translations (Garmin Connect, Strava, Withings), casefolded
HEADERS: dict[str, tuple[str, ...]] = {
    "activity id": ("aktivitäts-id", "id de l'activité", "id de la actividad", "id da atividade",
                    "id attività", "activiteits-id"),
    "activity date": ("aktivitätsdatum", "date de l'activité", "fecha de la actividad",
                      "data da atividade", "data dell'attività", "datum van activiteit"),
    "activity name": ("name der aktivität", "nom de l'activité", "nombre de la actividad",
                      "nome da atividade", "nome dell'attività", "naam activiteit"),
    "activity type": ("aktivitätsart", "aktivitätstyp", "type d'activité", "tipo de actividad",
                      "tipo de atividade", "tipo di attività", "aktivitetstype", "aktivitetstyp",
                      "typ aktywności", "tevékenység típusa", "activiteitstype"),
    "date": ("datum", "fecha", "data", "dato", "dátum"),
    "favorite": ("favorit", "favorito", "favori", "ulubiony", "kedvenc"),
    "title": ("titel", "título", "titre", "titolo", "tytuł", "cím", "namn"),
    "distance": ("distanz", "distans", "distancia", "distância", "distanza", "dystans",
                 "távolság", "afstand", "strecke"),
    "calories": ("kalorien", "kalorier", "calorías", "calorias", "calorie", "kalorie",
                 "kalóriaszám"),
    "time": ("zeit", "tid", "tiempo", "tempo", "czas", "idő", "temps", "durée", "uhrzeit", "heure",
             "hora", "klokkeslæt"),
    "moving time": ("zeit in bewegung", "bewegungszeit", "tiempo en movimiento",
                    "tempo em movimento", "temps de déplacement", "durée de déplacement",
                    "czas ruchu", "menetidő", "fardtid", "färdtid", "tid i rörelse"),
    "elapsed time": ("verstrichene zeit", "tiempo transcurrido", "temps écoulé", "upłynęło czasu",
                     "eltelt idő", "total tid", "duração", "tempo decorrido"),
    "avg run cadence": ("ø schrittfrequenz (laufen)", "gennemsnit kadence løb",
                        "średni rytm biegu", "cadencia de carrera media", "medellöpkadens",
                        "cadence de course moyenne", "cadência de corrida média"),
    "avg stride length": ("ø schrittlänge", "gennemsnitlig skridtlængde", "średnia długość kroku",
                          "comprimento médio da passada", "átlagos lépéshossz",
                          "longitud media de zancada", "medelsteglängd",
                          "longueur moyenne des foulées"),
    "steps": ("schritte", "pasos", "lépések", "kroki", "passos", "pas", "skridt", "steg"),
    "weight": ("gewicht", "poids", "peso", "waga", "vægt", "vikt", "testsúly"),
    "fat mass": ("fettmasse", "masse grasse", "masa grasa", "massa grassa", "vetmassa"),
    "day": ("tag", "rated day"),
    "pain": ("schmerz", "schmerzen", "douleur", "dolor", "dolore", "dor", "ból", "smerte",
             "smärta", "rückenschmerzen"),
    "comments": ("kommentare", "commentaires", "comentarios", "commenti", "opmerkingen"),
}  # fmt: skip

# the first that matches wins, so what only sounds like a run comes first
ACTIVITIES: tuple[tuple[str, str], ...] = (
    ("ski", r"\bski|langlauf|langren[dn]|esquí|esqui|narciar|backcountry|snowboard|síelés|skid"),
    ("skate", r"skat|schlittschuh|eislauf|skøjte|skridsko|patina|roller"),
    ("swim", r"swim|schwimm|svøm|simning|simma|nata[çct]|natación|nage|pływa|úszás"),
    ("ride", r"\brid(e|ing)\b|cycl|bik(e|ing)|velomobile|rad(fahr|sport|tour)|fahrrad|cyk(el|l)|"
             r"cicl|vélo|rower|kolarst|kerékpár|bicic|handcycle|mtb|spinning"),
    ("row", r"\brow(ing)?\b|ruder|\baviron|wioślar"),
    ("walk", r"walk|gehen|spazier|spacer|\bgång\b|\bgå|\bgang\b|marche\b|caminat|caminar|caminhad|"
             r"séta|gyalog|promenad|gåtur|chód|passeggiat"),
    ("hike", r"hik(e|ing)|wander|randonn|senderis|excursion|vandr|trekking|túra|wędrów|bergsteig"),
    ("run", r"\brun\b|running|runner|treadmill|jogg|laufen|\blauf\b|lauf(band)?\b|laufband|"
            r"course à pied|course\b|\bcours(e|ir)\b|carrera|corrida|correr|\bcorsa\b|"
            r"lø[bp]|löp|lopning|bieg|futás|tapis roulant|esteira|bieżnia|cinta\b|hardlopen"),
)  # fmt: skip

NO_SESSION = {"-", "--", "none", "no", "off", "day off", "rest", "rest day", "ruhetag"}
PAIN_WORDS = r"pains?\b|ache\b|sore|sciatica|migraine|schmerz|douleur|dolor|dor\b|ból|smerte|smärta"


def _plain(text: str) -> str:
    """Drop accents: a spreadsheet may have lost them."""
    text = text.replace("ł", "l").replace("ø", "o")
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


_CANONICAL = {_plain(t): name for name, words in HEADERS.items() for t in (name, *words)}


@lru_cache(maxsize=4096)
def header_name(cell: str) -> tuple[str, str]:
    """Return the canonical name of a header cell and the unit it states, or "".

    Markup is dropped ("<span ...>Type</span>"), case and outer blanks too.
    """
    text = re.sub(r"<[^<>]*>", "", cell).replace("’", "'").strip(" \t\r\n\ufeff\"'#").casefold()
    text = re.sub(r"\s+", " ", text)
    text = text.rpartition(".")[2] if text.startswith("com.samsung.") else text
    if _plain(text) in _CANONICAL:
        return _CANONICAL[_plain(text)], ""
    m = re.fullmatch(r"(.*?)\s*\(([^()]*(?:\([^()]*\))?[^()]*)\)", text)
    m = m or re.fullmatch(r"(.*?)(?:\s+|\s*\[)(km|mi|miles|m|kg|lbs?|min|s|h)\]?", text)
    name, unit = (m[1], m[2].strip()) if m and m[1] else (text, "")
    return _CANONICAL.get(_plain(name), name), unit


@lru_cache(maxsize=4096)
def activity_name(word: str) -> str:
    """Return run, walk, hike, swim, ride, row, ski, skate, or the word itself, lower-cased.

    A word that says there was none gives "".
    """
    text = re.sub(r"^HKWorkoutActivityType", "", word.strip()).replace("_", " ")
    text = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text).casefold().strip()
    if text in NO_SESSION:
        return ""
    return next((name for name, pattern in ACTIVITIES if re.search(pattern, text)), text)


@lru_cache(maxsize=4096)
def names_pain(word: str) -> bool:
    """Say whether a symptom's name speaks of pain."""
    return re.search(PAIN_WORDS, word.casefold()) is not None
