from time import perf_counter

from qa.search.snippets import LENGTH, marked, passage


def test_forms_of_the_words_are_marked_and_nothing_else() -> None:
    assert marked("Nerves, and nervous cells", ["nerve", "cell"]) == (
        "<mark>Nerves</mark>, and <mark>nervous</mark> <mark>cells</mark>"
    )


def test_accents_make_no_difference_to_what_is_marked() -> None:
    assert marked("Guillain-Barré", ["barre"]) == "Guillain-<mark>Barré</mark>"


def test_what_looks_like_markup_is_text() -> None:
    assert marked("<b>nerve</b> & co", ["nerve", "b"]) == (
        "&lt;<mark>b</mark>&gt;<mark>nerve</mark>&lt;/<mark>b</mark>&gt; &amp; co"
    )


def test_the_passage_is_the_one_with_the_most_different_words() -> None:
    far = " ".join(["other"] * 100)
    text = passage(["A graft.", f"A nerve. {far} The nerve graft heals. {far}"], ["nerve", "graft"])
    assert text.startswith("… ")
    assert "<mark>nerve</mark> <mark>graft</mark> heals" in text
    assert len(text.split()) <= LENGTH + 2


def test_without_a_match_the_passage_is_the_beginning() -> None:
    assert passage(["First of all.", "Then."], ["nerve"]) == "First of all."
    assert passage([], ["nerve"]) == ""


def test_a_hostile_text_takes_no_time() -> None:
    started = perf_counter()
    passage(["a" * 100_000, "nerve " * 50_000, "'" * 100_000], ["nerve"] * 12)
    assert perf_counter() - started < 2
