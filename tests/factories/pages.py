"""Pages hang below the home page that the migrations made; parents are made when none is given."""

import datetime
from functools import partial

import factory
import wagtail_factories
from wagtail.models import Collection, Locale, Page, Site

from home.models import HomePage
from qa.experts.models import ExpertIndexPage, ExpertPage
from qa.models import QAIndexPage, QAPage, Topic


def home_page() -> HomePage:
    """Return the home page of the default site.

    The migrations made it; a test that other connections look into empties the database
    afterwards, and the next such test finds nothing there.
    """
    # In one query: it is asked for several times a test.
    found = HomePage.objects.filter(sites_rooted_here__is_default_site=True).first()
    return found or _plant_site()


def _plant_site() -> HomePage:
    Locale.objects.get_or_create(language_code="en-gb")
    Collection.add_root(name="Root")
    root = Page.add_root(instance=Page(title="Root", slug="root"))
    home = root.add_child(instance=HomePage(title="Ask Our Experts", slug="home"))
    Site.objects.create(hostname="localhost", root_page=home, is_default_site=True)
    return home


def _shared(kind: type, slug: str):
    """Return the page *slug* below the home page, made on first use."""
    if found := kind.objects.filter(slug=slug).first():
        return found
    home, title = home_page(), slug.replace("-", " ").capitalize()
    new = kind(title=title, draft_title=title, slug=slug, locale_id=home.locale_id)
    # Alike for thousands of tests: to look through each and to log it would take twice as long.
    new.save = partial(new.save, clean=False, log_action=None)
    home.add_child(instance=new)
    del new.save
    return new


class TopicFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Topic

    name = factory.Sequence("Topic {}".format)


class QAIndexPageFactory(wagtail_factories.PageFactory):
    class Meta:
        model = QAIndexPage

    title = factory.Sequence("Section {}".format)
    parent = factory.LazyFunction(home_page)


class ExpertIndexPageFactory(wagtail_factories.PageFactory):
    class Meta:
        model = ExpertIndexPage

    title = "Our experts"
    parent = factory.LazyFunction(home_page)


class ExpertPageFactory(wagtail_factories.PageFactory):
    class Meta:
        model = ExpertPage

    title = factory.Sequence("Dr Expert {}".format)
    post_nominals = "MD"
    parent = factory.LazyFunction(lambda: _shared(ExpertIndexPage, "experts"))


class QAPageFactory(wagtail_factories.PageFactory):
    """A published answer. Traits: ``draft``, ``private``, ``expired``; ``topics`` are added."""

    class Meta:
        model = QAPage
        skip_postgeneration_save = True

    class Params:
        draft = factory.Trait(live=False)
        expired = factory.Trait(
            expire_at=factory.LazyFunction(
                lambda: datetime.datetime.now(datetime.UTC) - datetime.timedelta(hours=1)
            )
        )

    title = factory.Sequence("Question {}".format)
    question = "<p>What can be done?</p>"
    asker_name = "Ada"
    asked_on = datetime.date(2020, 1, 2)
    updated_on = datetime.date(2024, 5, 6)
    introduction = "<p>A good deal.</p>"
    expert = factory.SubFactory(ExpertPageFactory)
    parent = factory.LazyFunction(lambda: _shared(QAIndexPage, "ask-our-experts"))

    @factory.post_generation
    def topics(self, create: bool, extracted, **kwargs) -> None:
        if extracted:
            self.topics = extracted
            self.save()

    @factory.post_generation
    def private(self, create: bool, extracted, **kwargs) -> None:
        if extracted:
            self.view_restrictions.create(restriction_type="login")


def section(heading: str, *paragraphs: str) -> dict:
    """Return a section of the body in the form a StreamField stores."""
    content = [{"type": "paragraph", "value": f"<p>{text}</p>"} for text in paragraphs]
    return {"type": "section", "value": {"heading": heading, "content": content}}
