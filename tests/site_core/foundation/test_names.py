from site_core.foundation.names import first_free


def test_a_free_name_stays_as_it_is() -> None:
    assert first_free("nerves", lambda name: True, longest=20) == "nerves"


def test_a_taken_name_gets_the_first_number_that_is_free() -> None:
    taken = {"nerves", "nerves-2"}
    assert first_free("nerves", lambda name: name not in taken, longest=20) == "nerves-3"


def test_a_numbered_name_is_no_longer_than_allowed() -> None:
    taken = {"a" * 20}
    assert len(first_free("a" * 30, lambda name: name not in taken, longest=20)) <= 20


def test_a_name_cut_in_the_middle_does_not_end_in_a_hyphen() -> None:
    assert first_free("stem-cells", lambda name: True, longest=5) == "stem"
