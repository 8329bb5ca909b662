"""Questions that anybody who reads can answer: one word of a kind, among words of other kinds."""

from dataclasses import dataclass
from secrets import SystemRandom

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

CHOICES = 3  # words to choose from: few enough to keep in mind when they are read out

_random = SystemRandom()


@dataclass(frozen=True)
class Kind:
    """A kind of thing and words for some of them.

    No word may fit another kind, not even in a second sense: an orange is a colour too.
    """

    name: str | Promise
    words: str | Promise


#: To translate a kind, give words of its own for it, not those for the English ones.
KINDS = (
    Kind(
        gettext_lazy("a fruit"),
        gettext_lazy("apple banana grape mango melon pear pineapple strawberry"),
    ),
    Kind(gettext_lazy("an animal"), gettext_lazy("cat cow dog goat horse lion rabbit sheep")),
    Kind(gettext_lazy("a colour"), gettext_lazy("black blue brown green grey purple red yellow")),
    Kind(
        gettext_lazy("a piece of furniture"),
        gettext_lazy("armchair bed bookcase chair cupboard sofa table wardrobe"),
    ),
    Kind(
        gettext_lazy("a musical instrument"),
        gettext_lazy("cello clarinet flute guitar harp piano trumpet violin"),
    ),
    Kind(
        gettext_lazy("a garment"), gettext_lazy("blouse coat dress jacket scarf shirt skirt sock")
    ),
    Kind(gettext_lazy("a vehicle"), gettext_lazy("bicycle bus car lorry taxi tractor tram van")),
    Kind(
        gettext_lazy("a building"),
        gettext_lazy("castle church factory hospital hotel library museum school"),
    ),
    Kind(
        gettext_lazy("a part of the body"),
        gettext_lazy("ankle elbow finger knee nose shoulder thumb wrist"),
    ),
    Kind(
        gettext_lazy("a tool"),
        gettext_lazy("chisel drill hammer pliers rake screwdriver shovel spanner"),
    ),
)


def new_riddle() -> tuple[str, str]:
    """Return a question in the language of the reader, and the word that answers it."""
    asked, *others = _random.sample(KINDS, CHOICES)
    answer = _random.choice(str(asked.words).split())
    words = [answer, *(_random.choice(str(kind.words).split()) for kind in others)]
    _random.shuffle(words)
    question = _("Which of these is %(kind)s: %(words)s?") % {
        "kind": asked.name,
        "words": ", ".join(words),
    }
    return question, answer
