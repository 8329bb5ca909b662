import pytest

from qa.notifications.registry import builder_of, mail_kind


def test_a_kind_is_found_by_its_name() -> None:
    @mail_kind("farewell")
    def build(**ids):
        return None

    assert builder_of("farewell") is build


def test_two_kinds_of_one_name_are_refused() -> None:
    mail_kind("farewell")(lambda **ids: None)
    with pytest.raises(ValueError, match="'farewell' already"):
        mail_kind("farewell")(lambda **ids: None)


def test_a_kind_that_is_not_there_is_an_error() -> None:
    with pytest.raises(KeyError):
        builder_of("farewell")
