import base64
import time
from types import SimpleNamespace

import pytest
from django.core import signing
from django.core.cache import cache

from qa.antispam.challenge import is_solved, new_challenge
from qa.antispam.riddles import KINDS


def asked() -> tuple[str, str]:
    """Return the token of a new challenge and its answer."""
    challenge = new_challenge()
    kind_asked, offered = challenge.question.removeprefix("Which of these is ").split(": ")
    (kind,) = (kind for kind in KINDS if kind.name == kind_asked)
    (answer,) = set(offered.rstrip("?").split(", ")) & set(str(kind.words).split())
    return challenge.token, answer


@pytest.mark.parametrize("form", ["{}", "  {} ", "“{}”", "a {}", "The {}."])
def test_the_right_word_solves_however_it_is_typed(form) -> None:
    token, answer = asked()
    assert is_solved(token=token, answer=form.format(answer))


def test_case_does_not_matter() -> None:
    token, answer = asked()
    assert is_solved(token=token, answer=answer.upper())


@pytest.mark.parametrize("answer", ["potato", "a", "…", "\ud800", "x" * 100_000])
def test_another_word_does_not_solve(answer) -> None:
    assert not is_solved(token=new_challenge().token, answer=answer)


def test_a_token_counts_once() -> None:
    token, answer = asked()
    assert is_solved(token=token, answer=answer)
    assert not is_solved(token=token, answer=answer)


def test_a_program_cannot_try_one_word_after_the_other() -> None:
    token, answer = asked()
    is_solved(token=token, answer="potato")
    assert not is_solved(token=token, answer=answer)


def test_an_empty_answer_uses_nothing_up() -> None:
    token, answer = asked()
    assert not is_solved(token=token, answer=" ")
    assert is_solved(token=token, answer=answer)


def test_a_token_of_the_last_hour_counts_and_an_older_one_does_not(monkeypatch) -> None:
    token, answer = asked()
    old, its_answer = asked()
    asked_at = time.time()
    clock = SimpleNamespace(time=lambda: asked_at + 59 * 60)
    monkeypatch.setattr(signing, "time", clock)
    assert is_solved(token=token, answer=answer)
    clock.time = lambda: asked_at + 61 * 60
    assert not is_solved(token=old, answer=its_answer)


@pytest.mark.parametrize(
    "token", ["", "a", "a:b:c", "a:b:\ud800", "\x00", "é:é:é", ":" * 499, "x" * 100_000, None]
)
def test_garbage_does_not_solve(token) -> None:
    assert not is_solved(token=token, answer="apple")


def test_a_token_signed_for_something_else_does_not_solve() -> None:
    token = signing.dumps(["nonce", "apple"], salt="something else")
    assert not is_solved(token=token, answer="apple")


def test_the_token_does_not_show_the_answer() -> None:
    token, answer = asked()
    payload = token.split(":")[0]
    opened = base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)).decode()
    assert answer not in opened


def test_two_tokens_for_one_answer_differ() -> None:
    hashes = {signing.loads(asked()[0], salt="qa.antispam.challenge")[1] for _ in range(200)}
    assert len(hashes) == 200


def test_a_broken_cache_does_not_lock_readers_out(monkeypatch, caplog) -> None:
    def broken(*args, **kwargs) -> None:
        raise ConnectionError("no answer for secret-of-the-cache")

    monkeypatch.setattr(cache, "add", broken)
    token, answer = asked()
    assert is_solved(token=token, answer=answer)
    assert "secret" not in caplog.text
