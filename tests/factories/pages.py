"""Pages hang below the home page that the migrations made; parents are made when none is given."""

import datetime

import factory
import wagtail_factories
from django.db.models import F, Max
from wagtail.models import Collection, Locale, Page, Site

from home.models import HomePage
from qa.experts.models import ExpertIndexPage, ExpertPage
from qa.models import QAIndexPage, QAPage, Topic
from site_core.foundation.rows import single


def home_page() -> HomePage:
    """Return the home page of the default site.

    The migrations made it; a test that other connections look into empties the database
    afterwards, and the next such test finds nothing there.
    """
    # In one query: it is asked for several times a test.
    found = single(HomePage.objects.filter(sites_rooted_here__is_default_site=True))
    return found or _plant_site()


def _plant_site() -> HomePage:
    Locale.objects.get_or_create(language_code="en-gb")
    Collection.add_root(name="Root")
    root = Page.add_root(instance=Page(title="Root", slug="root"))
    home = root.add_child(instance=HomePage(title="Ask Our Experts", slug="home"))
    Site.objects.create(hostname="localhost", root_page=home, is_default_site=True)
    return home


def _shared(kind: type, slug: str):
    """Return the page *slug* below the home page, made on first use.

    Its translations have the same slug below the home pages of other languages.
    """
    home = home_page()
    if found := single(kind.objects.child_of(home).filter(slug=slug)):
        return found
    title = slug.replace("-", " ").capitalize()
    return _plant(home, kind(title=title, slug=slug))


def _plant(parent: Page, new: Page) -> Page:
    """Add *new* below *parent* as ``add_child`` does, and return it.

    Nobody else adds pages meanwhile, so nothing is locked or read again. What a page says of itself
    is looked through, and its slug; that what it refers to exists is the database's business. That
    it was made is not logged. It is half of the work, for thousands of pages.
    """
    siblings = Page.objects.filter(path__startswith=parent.path, depth=parent.depth + 1)
    last = siblings.aggregate(path=Max("path"))["path"]
    new.depth = parent.depth + 1
    new.path = Page(path=last)._inc_path() if last else Page._get_path(parent.path, new.depth, 1)
    new._cached_parent_obj = parent
    new.locale_id = new.locale_id or parent.locale_id
    if new.live:
        references = {field.name for field in new._meta.fields if field.remote_field}
        new.full_clean(exclude=references, validate_unique=False, validate_constraints=False)
    else:
        new.minimal_clean()
    new._is_site_root = False
    new.save(clean=False, log_action=None)
    del new._is_site_root
    Page.objects.filter(pk=parent.pk).update(numchild=F("numchild") + 1)
    parent.numchild += 1
    return new


class _PageFactory(wagtail_factories.PageFactory):
    class Meta:
        abstract = True

    @classmethod
    def _create_instance(cls, model_class: type, parent: Page, fields: dict) -> Page:
        return _plant(parent, model_class(**fields))


class TopicFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Topic

    name = factory.Sequence("Topic {}".format)


class QAIndexPageFactory(_PageFactory):
    class Meta:
        model = QAIndexPage

    title = factory.Sequence("Section {}".format)
    parent = factory.LazyFunction(home_page)


class ExpertIndexPageFactory(_PageFactory):
    class Meta:
        model = ExpertIndexPage

    title = "Our experts"
    parent = factory.LazyFunction(home_page)


class ExpertPageFactory(_PageFactory):
    class Meta:
        model = ExpertPage

    title = factory.Sequence("Dr Expert {}".format)
    post_nominals = "MD"
    parent = factory.LazyFunction(lambda: _shared(ExpertIndexPage, "experts"))


class QAPageFactory(_PageFactory):
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
