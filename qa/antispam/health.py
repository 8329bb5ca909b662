"""Rules on what must not appear unread under an answer about health."""

import re

from django.utils.translation import gettext as _

from .phrases import phrase_list, plain_words, spoken_words
from .registry import rule
from .submission import RuleBook, Submission

CRISIS = "crisis"  # name of the rule whose findings ask for help at once

# Three-letter codes that are also findings or illnesses (INR, CAD, CHF, AUD) are left out.
_PRICE = re.compile(
    r"[£€$¥₹₽₩₺]\s{0,2}\d"
    r"|\b(?:gbp|usd|eur)\s{0,2}\d"
    r"|\b(?-i:Rs)(?:\.\s?|\s)\d"
    r"|\d\s{0,2}(?:[£€$¥₹₽₩₺]|(?:k|thousand|million|lakh)?\s{0,2}"
    r"(?:gbp|usd|eur|euros?|(?:us\s)?dollars?|quid|rupees?|pounds\ssterling)\b)"
    # "Pounds" are more often lost than paid.
    r"|\b(?:paid|pay|paying|costs?|charged?|price|fees?)\b[^\d\n]{0,25}\d[\d,.]{0,12}\s?"
    r"(?:pounds|k|thousand|grand)\b",
    re.IGNORECASE,
)

_COUNT = r"(?:(?<!\d)\d{1,3}|\b(?:one|two|three|four|five|six|half|a\scouple\sof))"
_UNIT = (
    r"(?:mg|milligrams?|milligrammes?|mcg|[uµμ]g|micrograms?|microgrammes?"
    r"|ml|millilit(?:re|er)s?|i\.?u|units)"
)
# What a laboratory measures is a finding, not a dose: mg/dl, mg/l, ng/ml, ml/min.
_PER_LITRE = r"(?!\s?(?:/|per)\s?(?:d?l|m?l|min|lit(?:re|er)|deci\w{3,8}|minute|1\.73)\b)"
_OFTEN = r"(?:once|twice|(?:three|four|\d)\stimes|every|daily|a\sday|per\sday|bd|tds|qds)"
_DOSE = re.compile(
    rf"(?<!\d)\d[\d.,]{{0,9}}\s{{0,2}}{_UNIT}\b(?!\sof\s(?:alcohol|blood)){_PER_LITRE}"
    rf"|\d\s{{0,2}}(?:g|grams?)\s{_OFTEN}\b"
    rf"|{_COUNT}\s{{1,2}}(?:an?\s)?(?:[^\W\d_]{{1,20}}\s)?"
    r"(?:tablets?|tabs|capsules?|caplets?|pills?|puffs?|sachets?|(?:eye\s|ear\s)?drops"
    r"|(?:tea|table)spoons?(?:ful)?s?)\b",
    re.IGNORECASE,
)

# Ten or more at once; as many a day, or in the course of weeks, are what some are prescribed.
# It reads words as ``spoken_words`` gives them, with one space between.
_TEN_OR_MORE = (
    r"(?:[1-9]\d{1,2}|ten|twelve|fifteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
    r"|a hundred)"
)
_NO_KIND_OF_PILL = r"(?!(?:m?c?g|ug|ml|iu|units|hours|days|weeks|months|years)\b)"
_PILLS = (
    r"(?:tablets|tabs|pills|capsules|painkillers|antidepressants|paracetamols?|acetaminophen|tylenol"
    r"|panadol|ibuprofens?|nurofen|aspirins?|codeine|co codamol|tramadol|morphine|amitriptyline"
    r"|sertraline|propranolol|diazepam|zopiclone|gabapentin|pregabalin)"
)
_IN_TIME = (
    r"(?:daily|weekly|so far"
    r"|(?:a|per|each|every|(?:over|in|for)(?: the)?(?: last| past)?(?: [a-z\d]{1,9})?)"
    r" (?:day|week|month|year)s?)"
)
_OVERDOSE = re.compile(
    r"\b(?:took|taken|swallowed)"
    r"(?: (?:about|around|all|over|almost|nearly|at least|more than)){0,2}"
    rf" {_TEN_OR_MORE}(?: of)?(?: my| the)?(?: {_NO_KIND_OF_PILL}[a-z]{{1,20}})? {_PILLS}\b"
    rf"(?!.{{0,40}}\b{_IN_TIME}\b)"
)
# Said by those who get well again.
_OWN_LIFE_BACK = re.compile(r"\btak(?:e|ing) my life (?:back|in|into)\b")


@rule(order=1)
def crisis(submission: Submission, book: RuleBook) -> str | None:
    """Somebody may be in danger; whoever calls the rules shows help and tells the moderators."""
    for written in submission.shown:
        if entry := _crisis_sign(written, book):
            return _("Somebody may be in danger: the comment says “%(entry)s”.") % {"entry": entry}
    return None


def _crisis_sign(written: str, book: RuleBook) -> str | None:
    words = " ".join(spoken_words(written))
    phrases = phrase_list(book.crisis_phrases, spoken_words)
    if entry := phrases.found_in(_OWN_LIFE_BACK.sub(" ", words).split()):
        return entry
    overdose = _OVERDOSE.search(words)
    return overdose[0] if overdose else None


@rule(order=50)
def clinic_names(submission: Submission, book: RuleBook) -> str | None:
    names = phrase_list(book.clinic_names)
    found = names.found_in(plain_words(submission.text))
    if entry := found or names.found_in(plain_words(submission.name)):
        return _("The comment names “%(entry)s”.") % {"entry": entry}
    return None


@rule(order=51)
def prices(submission: Submission, book: RuleBook) -> str | None:
    if book.hold_prices and _PRICE.search(submission.text):
        return _("The comment states a price.")
    return None


@rule(order=52)
def doses(submission: Submission, book: RuleBook) -> str | None:
    if book.hold_doses and (found := _DOSE.search(submission.text)):
        return _("The comment states a dose (“%(dose)s”).") % {"dose": found[0]}
    return None
