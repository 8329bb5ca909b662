import pytest

from benchmarks.peers.forms import form_in

PAGE = """
<form action="/search/"><input name="q"></form>
<form method="post" action="comment/?reply_to=3">
  <input type="hidden" name="sheet" value="signed">
  <textarea name="text"></textarea><input name="website">
</form>
"""


def test_form_for_comments_is_told_from_others():
    assert form_in(PAGE, "/answer/", having="text").action == "/answer/comment/?reply_to=3"


def test_hidden_fields_are_sent_back_as_they_came():
    assert form_in(PAGE, "/answer/", having="text").fields == {"sheet": "signed"}


def test_page_without_the_form_is_an_error():
    with pytest.raises(LookupError, match="/answer/"):
        form_in(PAGE, "/answer/", having="comment")
