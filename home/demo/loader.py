"""Builds the demo site below the home page. What exists already is left as it is."""

import tomllib
from pathlib import Path
from typing import Any

from django.core.files.images import ImageFile
from django.db.models import Model
from django.db.transaction import atomic
from wagtail.contrib.search_promotions.models import Query, SearchPromotion
from wagtail.images import get_image_model
from wagtail.models import Page, Site

from home.models import HomePage, StandardPage
from qa.comments.models import Comment
from qa.experts.models import ExpertIndexPage, ExpertPage, Qualification, Specialism
from qa.models import QAIndexPage, QAPage, Topic
from qa.search.models import Synonyms
from site_core.foundation.models import SiteSettings

from .discussion import add_discussion

CONTENT = Path(__file__).parent / "content"


class DemoLoader:
    """Loads the demo into the default site; counts what it made in ``made``."""

    def __init__(self) -> None:
        self.made: dict[type[Model], int] = {}
        self._pictures: dict[str, Any] = {}

    @atomic
    def load(self) -> dict[type[Model], int]:
        """Create what is missing and return how many of each kind were made."""
        texts = _read(CONTENT / "site.toml")
        home = HomePage.objects.get(pk=Site.objects.get(is_default_site=True).root_page_id)
        self._name_site(home, texts)
        topics = self._topics()
        index = self._page(
            home,
            QAIndexPage,
            slug="ask-our-experts",
            title="Ask Our Experts",
            introduction=texts["index_introduction"],
            show_in_menus=True,
        )
        experts = self._experts(home, texts["experts_introduction"])
        answers = self._answers(index, topics, experts)
        self._feature(home, [answers[slug] for slug in texts["featured"]])
        self._search(index)
        for page in texts["pages"]:
            self._page(home, StandardPage, **self._with_pictures(page), show_in_menus=True)
        return self.made

    def _name_site(self, home: HomePage, texts: dict) -> None:
        if home.introduction:
            return
        home.introduction = texts["home_introduction"]
        home.save_revision().publish()
        settings = SiteSettings.for_site(Site.objects.get(is_default_site=True))
        for name in ("site_name", "strapline", "disclaimer", "contact_email"):
            setattr(settings, name, texts[name])
        settings.social_image = self._picture("social.png", "Ask Our Experts")
        settings.save()

    def _feature(self, home: HomePage, answers: list[QAPage]) -> None:
        if not home.featured_answers:
            home.featured_answers = [{"type": "answer", "value": answer.pk} for answer in answers]
            home.save_revision().publish()

    def _topics(self) -> dict[str, Topic]:
        topics = {}
        for entry in _read(CONTENT / "topics.toml")["topics"]:
            topics[entry["slug"]], created = Topic.objects.get_or_create(
                slug=entry["slug"], defaults=entry
            )
            self._count(Topic, int(created))
        return topics

    def _experts(self, home: HomePage, introduction: str) -> dict[str, ExpertPage]:
        index = self._page(
            home,
            ExpertIndexPage,
            slug="experts",
            title="Our experts",
            introduction=introduction,
            show_in_menus=True,
        )
        return {
            entry["slug"]: self._expert(index, entry)
            for entry in _read(CONTENT / "experts.toml")["experts"]
        }

    def _expert(self, index: ExpertIndexPage, entry: dict) -> ExpertPage:
        return self._page(
            index,
            ExpertPage,
            slug=entry["slug"],
            title=entry["name"],
            post_nominals=entry["post_nominals"],
            role=entry["role"],
            biography=entry["biography"],
            portrait=self._picture(entry["portrait"], entry["portrait_alt"]),
            specialisms=[Specialism(name=name) for name in entry["specialisms"]],
            qualifications=[Qualification(**one) for one in entry["qualifications"]],
            **entry["checked"],
        )

    def _answers(self, index: QAIndexPage, topics: dict, experts: dict) -> dict[str, QAPage]:
        entries = [_read(path) for path in sorted((CONTENT / "answers").glob("*.toml"))]
        answers, new = {}, []
        for entry in sorted(entries, key=lambda entry: entry["asked_on"]):
            before = self.made.get(QAPage, 0)
            answers[entry["slug"]] = page = self._answer(index, entry, topics, experts)
            if self.made.get(QAPage, 0) > before:
                new.append((page, entry))
        for page, entry in new:
            page.related_answers = [
                {"type": "answer", "value": answers[slug].pk} for slug in entry.get("related", [])
            ]
            page.save_revision().publish()
            self._count(Comment, add_discussion(page, entry.get("comments", []), experts))
        return answers

    def _answer(self, index: QAIndexPage, entry: dict, topics: dict, experts: dict) -> QAPage:
        return self._page(
            index,
            QAPage,
            slug=entry["slug"],
            title=entry["title"],
            expert=experts[entry["expert"]],
            asker_name=entry["asker"],
            asked_on=entry["asked_on"],
            updated_on=entry["updated_on"],
            reviewed_on=entry.get("reviewed_on"),
            reviewer=experts.get(entry.get("reviewer")),
            corrections=[
                {"type": "correction", "value": one} for one in entry.get("corrections", [])
            ],
            search_description=entry["search_description"],
            question=entry["question"],
            introduction=entry["introduction"],
            body=self._with_pictures(entry["body"]),
            topics=[topics[slug] for slug in entry["topics"]],
        )

    def _search(self, index: QAIndexPage) -> None:
        texts = _read(CONTENT / "search.toml")
        for phrases in texts["synonyms"]:
            _entry, created = Synonyms.objects.get_or_create(phrases=phrases)
            self._count(Synonyms, int(created))
        for entry in texts["promoted"]:
            _pick, created = SearchPromotion.objects.get_or_create(
                query=Query.get(entry["query"]),
                page=QAPage.objects.child_of(index).get(slug=entry["answer"]).page_ptr,
                defaults={"description": entry["description"], "sort_order": 0},
            )
            self._count(SearchPromotion, int(created))

    def _page(self, parent: Page, kind: type[Page], *, slug: str, **fields) -> Any:
        """Return the page *slug* below *parent*, made from *fields* if it is not there yet."""
        found = kind.objects.child_of(parent).filter(slug=slug).first()
        if found is None:
            found = parent.add_child(instance=kind(slug=slug, **fields))
            found.save_revision().publish()
            self._count(kind)
        return found

    def _picture(self, name: str, description: str) -> Any:
        """Return the picture *name* from the image library, put there if it is missing."""
        if name not in self._pictures:
            images = get_image_model().objects
            title = name.removesuffix(".png").replace("-", " ").capitalize()
            found = images.filter(title=title).first()
            if found is None:
                with (CONTENT / "pictures" / name).open("rb") as file:
                    found = images.create(
                        title=title, description=description, file=ImageFile(file, name=name)
                    )
                self._count(get_image_model())
            self._pictures[name] = found
        return self._pictures[name]

    def _with_pictures(self, value: Any) -> Any:
        """Return *value* with the file name of each picture replaced by its id."""
        if isinstance(value, list):
            return [self._with_pictures(item) for item in value]
        if not isinstance(value, dict):
            return value
        filled = {key: self._with_pictures(item) for key, item in value.items()}
        if isinstance(value.get("image"), str):
            filled["image"] = self._picture(value["image"], value["alt_text"]).pk
        return filled

    def _count(self, kind: type[Model], number: int = 1) -> None:
        if number:
            self.made[kind] = self.made.get(kind, 0) + number


def _read(path: Path) -> dict:
    with path.open("rb") as file:
        return tomllib.load(file)
