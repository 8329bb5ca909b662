"""Every text of the site can be translated, and is, into every language it offers."""

import re

import polib
import pytest
from django.apps import apps
from django.conf import settings
from django.utils.translation import get_language_info

from tests.contracts import wording

CATALOGUES = {
    code: settings.LOCALE_PATHS[0] / code / "LC_MESSAGES" / "django.po"
    for code, _name in settings.LANGUAGES
    if code != settings.LANGUAGE_CODE
}
# %(name)s, %(number)d, {name}; "%%" stands for one "%" and is none.
PLACEHOLDER = re.compile(r"%%|(%\(\w+\)[sd]|(?<!%)\{\w+\})")
# Sides of the screen; those of the text are inline-start and inline-end.
PHYSICAL = re.compile(
    r"(?:[\w-]+-(?:left|right)(?:-[\w-]+)?|(?<![\w-])(?:left|right))\s*:"
    r"|(?:text-align|float|clear)\s*:\s*(?:left|right)\b"
)
APP_LABELS = {app.label for app in apps.get_app_configs()}
FORMS = {
    "de": "nplurals=2; plural=(n != 1);",
    # As in Django's own Welsh catalogue.
    "cy": "nplurals=4; plural=(n==1) ? 0 : (n==2) ? 1 : (n != 8 && n != 11) ? 2 : 3;",
}


@pytest.fixture(params=CATALOGUES)
def catalogue(request) -> polib.POFile:
    return polib.pofile(CATALOGUES[request.param])


def translations_of(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def placeholders(text: str) -> set[str]:
    return set(PLACEHOLDER.findall(text)) - {""}


def test_every_language_offered_has_a_name_and_a_catalogue() -> None:
    for code, path in CATALOGUES.items():
        assert path.exists()
        assert dict(settings.LANGUAGES)[code] == get_language_info(code)["name_local"]


def test_nothing_is_untranslated_doubtful_or_left_over(catalogue) -> None:
    assert [entry.msgid for entry in catalogue.untranslated_entries()] == []
    assert [entry.msgid for entry in catalogue.fuzzy_entries()] == []
    assert [entry.msgid for entry in catalogue.obsolete_entries()] == []


def test_every_plural_has_all_forms_of_its_language(catalogue) -> None:
    forms = catalogue.metadata["Plural-Forms"]
    assert forms == FORMS[catalogue.metadata["Language"]]
    number = int(re.search(r"nplurals=(\d)", forms)[1])
    plurals = [entry for entry in catalogue if entry.msgid_plural]
    assert [
        one.msgid
        for one in plurals
        if len(list(filter(None, one.msgstr_plural.values()))) != number
    ] == []


def test_placeholders_are_the_same_in_every_language(catalogue) -> None:
    wrong = []
    for entry in catalogue:
        given = placeholders(entry.msgid)
        # "One comment" may leave out the number; nothing else may be missing, or be more.
        optional = given ^ placeholders(entry.msgid_plural) if entry.msgid_plural else set()
        allowed = given | optional
        for text in translations_of(entry):
            if not allowed - optional <= placeholders(text) <= allowed:
                wrong.append(text)
    assert wrong == []


def test_what_the_site_runs_with_is_what_was_translated(catalogue) -> None:
    compiled = polib.mofile(CATALOGUES[catalogue.metadata["Language"]].with_suffix(".mo"))
    assert {entry.msgid: translations_of(entry) for entry in compiled} == {
        entry.msgid: translations_of(entry) for entry in catalogue
    }


def test_every_text_of_the_code_is_in_the_catalogues(catalogue) -> None:
    known = {(entry.msgid, entry.msgid_plural or None) for entry in catalogue}
    # One text may stand alone in one place and with a plural in another.
    known |= {(msgid, None) for msgid, _plural in known}
    found = set()
    for path in wording.templates():
        found.update(wording.marked_in_template(path.read_text(encoding="utf-8")))
    for path in wording.modules():
        found.update(wording.marked_in_module(path.read_text(encoding="utf-8")))
    assert len(found) > 900
    assert found - known == set(), "Run `make messages`, and translate what is new."
    assert {msgid for msgid, _plural in known} - {msgid for msgid, _plural in found} == set()


def test_no_template_says_anything_in_one_language_only() -> None:
    found = {
        path.name: list(wording.words_outside_tags(path.read_text(encoding="utf-8")))
        for path in wording.templates()
        if path.name not in wording.FOR_PROGRAMS
    }
    assert {name: words for name, words in found.items() if words} == {}


def test_no_module_names_a_thing_in_one_language_only() -> None:
    found = {
        path.name: set(wording.unmarked_in_module(path.read_text(encoding="utf-8"))) - APP_LABELS
        for path in wording.modules()
        if path.name not in wording.FOR_PROGRAMS
    }
    assert {name: words for name, words in found.items() if words} == {}


def test_scripts_take_their_words_from_the_page() -> None:
    scripts = (settings.BASE_DIR / "static" / "js").glob("*.js")
    found = [list(wording.sentences_in_script(path.read_text())) for path in scripts]
    assert found
    assert not any(found)


def test_words_outside_tags_are_found() -> None:
    source = '<p title="Two">{{ x }} One{% translate "no" %}</p><img alt="{{ y }}, three">'
    assert set(wording.words_outside_tags(source)) == {"One", "Two", ", three"}


def test_stylesheets_say_start_and_end_rather_than_left_and_right() -> None:
    found = {
        path.name: PHYSICAL.findall(path.read_text(encoding="utf-8"))
        for path in (settings.BASE_DIR / "static" / "css").glob("*.css")
    }
    assert {name: sides for name, sides in found.items() if sides} == {}


@pytest.mark.parametrize(
    "rule", ["margin-left: 1rem", "left: 0", "text-align: right", "float:left"]
)
def test_left_and_right_are_found(rule: str) -> None:
    assert PHYSICAL.search(f"p {{ {rule}; }}")


def test_names_and_sentences_in_code_are_found() -> None:
    assert list(wording.unmarked_in_module('x(label="Two words", name="y")')) == ["Two words"]
    script = "a.textContent = 'Please wait.'; // Not this one"
    assert list(wording.sentences_in_script(script)) == ["Please wait."]
