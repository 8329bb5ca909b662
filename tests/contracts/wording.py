"""Finds the texts of the site: those marked for translation, and those that somebody forgot."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.utils.translation.template import templatize

ROOMS = ("home", "qa", "site_core")
FUNCTIONS = {"_", "gettext", "gettext_lazy", "gettext_noop"}
PLURALS = {"ngettext", "ngettext_lazy"}
STRING = r"""u?(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')"""
MARKED = re.compile(rf"\b(?:_|gettext|ngettext)\(\s*({STRING})(?:\s*,\s*({STRING}))?")

BLOCK = re.compile(r"{%\s*(blocktranslate|comment)\b.*?{%\s*end\1\s*%}", re.DOTALL)
TAG = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}", re.DOTALL)
NOT_READ = re.compile(r"<(style|script|kbd)\b.*?</\1>|<!--.*?-->", re.DOTALL)
ATTRIBUTE = re.compile(r'\b(?:alt|aria-label|aria-description|title|placeholder)="([^"]*)"')
WORD = re.compile(r"[^\W\d_]{2,}")
# Names of formats and services are the same everywhere; addresses and headers for programs are no
# words, the style guide speaks of names in the code, and the API's schema is in English.
ALIKE = {"Bluesky", "CSV", "Facebook", "WhatsApp", "XLSX"}
FOR_PROGRAMS = {"robots.txt", "serializers.py", "styleguide.html", "styleguide.py"}
# What names something for people, as an argument or in a class.
SHOWN = {
    "description", "heading", "help_text", "label", "page_description", "page_title", "placeholder",
    "verbose_name", "verbose_name_plural",
}  # fmt: skip


def templates() -> Iterator[Path]:
    """Yield every template of ours."""
    folders = [settings.BASE_DIR / "templates", *(settings.BASE_DIR / "qa").rglob("templates")]
    for folder in folders:
        yield from (path for path in folder.rglob("*.*") if path.suffix in {".html", ".txt"})


def modules() -> Iterator[Path]:
    """Yield every module of ours that texts may stand in."""
    for room in ROOMS:
        paths = (settings.BASE_DIR / room).rglob("*.py")
        yield from (path for path in paths if "migrations" not in path.parts)


def marked_in_template(source: str) -> Iterator[tuple[str, str | None]]:
    """Yield each text to translate with its plural, None for none."""
    for one, many in MARKED.findall(templatize(source)):
        yield ast.literal_eval(one), ast.literal_eval(many) if many else None


def marked_in_module(source: str) -> Iterator[tuple[str, str | None]]:
    """Yield the same; raise AssertionError for a text that no tool can collect."""
    for call in ast.walk(ast.parse(source)):
        if not isinstance(call, ast.Call):
            continue
        name = call.func.id if isinstance(call.func, ast.Name) else ""
        texts = [arg.value for arg in call.args if isinstance(arg, ast.Constant)]
        if name in FUNCTIONS and texts:
            yield texts[0], None
        elif name in PLURALS and len(texts) > 1:
            yield texts[0], texts[1]


def words_outside_tags(source: str) -> Iterator[str]:
    """Yield what a template shows in one language only: text, and attributes that are read out."""
    text = NOT_READ.sub("", TAG.sub("", BLOCK.sub("", source)))
    parts = [*ATTRIBUTE.findall(text), *re.sub(r"<[^<>]*>", "\0", text).split("\0")]
    for part in parts:
        # What remains of an address once its tags are gone, such as "topics//?page=".
        if WORD.search(part) and "/" not in part and part.strip() not in ALIKE:
            yield part.strip()


def unmarked_in_module(source: str) -> Iterator[str]:
    """Yield each label, heading or help text that stands in the code as it is."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.keyword):
            name, value = node.arg, node.value
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            name, value = node.targets[0].id, node.value
        else:
            continue
        if name in SHOWN and isinstance(value, ast.Constant) and WORD.search(str(value.value)):
            yield str(value.value)


def sentences_in_script(source: str) -> Iterator[str]:
    """Yield each string of a script that reads like words for people."""
    code = re.sub(r"^\s*//.*$", "", source, flags=re.MULTILINE)
    yield from re.findall(r"[\"'`]([A-Z][a-z]+(?: [a-z]+)+[.?!]?)[\"'`]", code)
