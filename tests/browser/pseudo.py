"""A made-up language that shows what any language may ask of a page."""

from django.utils.translation.trans_real import DjangoTranslation

CODE = "ar-xb"  # read from the right, as every language whose code begins with "ar"
LONGER = 0.4  # of a text: about what German adds to English labels
BEGIN, END = "\u202e", "\u202c"  # what stands between is written from right to left


class Pseudo(DjangoTranslation):
    """English, mirrored and longer; placeholders and tags stay as they are."""

    def gettext(self, message: str) -> str:
        missing = round(LONGER * len(message))
        filler = " ".join(["loooong"] * max(1, missing // len("loooong")))
        return f"{BEGIN}{message} {filler}{END}"

    def ngettext(self, one: str, many: str, number: int) -> str:
        return self.gettext(one if number == 1 else many)

    def pgettext(self, context: str, message: str) -> str:
        return self.gettext(message)

    def npgettext(self, context: str, one: str, many: str, number: int) -> str:
        return self.ngettext(one, many, number)
