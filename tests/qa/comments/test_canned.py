"""Canned replies and their placeholders."""

import pytest
from django.core.exceptions import ValidationError

from qa.comments.canned import CannedReplyBlock, filled, validate_placeholders


def test_places_are_filled_in() -> None:
    assert filled("Dear {name}, {title}", name="Ada", title="Why?") == "Dear Ada, Why?"


def test_what_is_filled_in_is_not_filled_in_again() -> None:
    assert filled("{name} {expert}", name="{expert}", expert="Dr Roe") == "{expert} Dr Roe"


def test_an_unknown_placeholder_is_refused_with_its_place() -> None:
    with pytest.raises(ValidationError, match=r"Line 2, character 6: there is no \{nom\}"):
        validate_placeholders("Hello {name}\nDear {nom}")


def test_the_block_refuses_it_where_editors_write() -> None:
    block = CannedReplyBlock()
    with pytest.raises(ValidationError):
        block.clean(block.to_python({"title": "Hello", "text": "Dear {nom}"}))
