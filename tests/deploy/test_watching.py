"""The alerts and the dashboard ask for what the site really serves."""

import json
import re
from collections.abc import Iterator

import pytest
import yaml
from django.conf import settings
from prometheus_client import generate_latest
from prometheus_client.parser import text_string_to_metric_families

from site_core.foundation.metrics import page_cache_answers, purges
from site_core.operations.management.commands.serve_metrics import registry_of
from site_core.operations.requests import answers, seconds

DEPLOY = settings.BASE_DIR / "deploy"
GUIDE = settings.BASE_DIR / "docs" / "for-operators" / "watching.md"
NAMES = re.compile(r"\bsite_\w+")
CHOSEN = re.compile(r'(site_\w+)\{(\w+)="(\w+)"\}')
SAMPLES = {"counter": ["_total"], "gauge": [""], "histogram": ["_bucket", "_count", "_sum"]}


def alerts() -> Iterator[dict]:
    groups = yaml.safe_load((DEPLOY / "alerts.yml").read_text())["groups"]
    return (rule for group in groups for rule in group["rules"])


def panels() -> list[dict]:
    return json.loads((DEPLOY / "grafana-dashboard.json").read_text())["panels"]


QUESTIONS = [
    *(pytest.param(rule["expr"], id=rule["alert"]) for rule in alerts()),
    *(
        pytest.param(target["expr"], id=f"{panel['title']} {target['refId']}")
        for panel in panels()
        for target in panel["targets"]
    ),
]


@pytest.fixture
def gauges(db, monkeypatch) -> list:
    """What is served of the database, the caches and the queues."""
    monkeypatch.setattr("django.db.connections.close_all", lambda: None)
    text = generate_latest(registry_of(None)).decode()
    return list(text_string_to_metric_families(text))


@pytest.fixture
def served(gauges) -> set[str]:
    """The names of everything that is served."""
    counted = (page_cache_answers, purges, answers, seconds)
    families = [*gauges, *(family for one in counted for family in one.collect())]
    return {family.name + end for family in families for end in SAMPLES[family.type]}


@pytest.mark.parametrize("question", QUESTIONS)
def test_whatever_is_asked_for_is_served(question: str, served: set[str]) -> None:
    asked = set(NAMES.findall(question))
    assert asked or question.startswith("up{")
    assert asked <= served


@pytest.mark.parametrize("question", QUESTIONS)
def test_whatever_is_chosen_by_a_label_is_there(question: str, gauges: list) -> None:
    there = {
        (sample.name, *label)
        for one in gauges
        for sample in one.samples
        for label in sample.labels.items()
    }
    known = {name for name, *_label in there}
    chosen = [choice for choice in CHOSEN.findall(question) if choice[0] in known]
    assert set(chosen) <= there


@pytest.mark.parametrize("alert", [rule["alert"] for rule in alerts()])
def test_the_guide_says_what_to_do_about_each_alert(alert: str) -> None:
    assert f"`{alert}`" in GUIDE.read_text()


def test_the_guide_says_what_each_metric_is(served: set[str]) -> None:
    text = GUIDE.read_text()
    bases = {re.sub(r"_(bucket|count|sum)$", "", name) for name in served}
    assert [name for name in sorted(bases) if f"`{name}" not in text] == []


def test_no_two_panels_stand_in_one_place() -> None:
    places = [(panel["gridPos"]["x"], panel["gridPos"]["y"]) for panel in panels()]
    assert len(places) == len(set(places))
