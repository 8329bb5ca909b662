"""What a page is, as schema.org says it, in plain dicts for a JSON-LD block.

Only what the page shows and what was fetched for it: no statement of its own to the database.
"""

from datetime import date
from functools import partial
from urllib.parse import urljoin

from django.contrib.staticfiles.storage import staticfiles_storage
from django.utils.translation import get_language

from qa.comments.nodes import Node
from qa.experts.models import ExpertIndexPage, ExpertPage
from qa.models import QAIndexPage, QAPage
from site_core.foundation.kept import kept
from site_core.foundation.templatetags.site_tags import breadcrumb

from .head import social_image_of
from .view_of_page import View, published_on, short_text

CONTEXT = "https://schema.org"
LONGEST_TEXT = 5_000  # characters of a question or short answer
LONGEST_COMMENT = 500  # characters: a page with many comments must not weigh twice as much
LOGO = "img/apple-touch-icon.png"
SEARCH_PATH = "/search/?q={search_term_string}"


def data_of(view: View) -> dict:
    """Return the graph of one page: what it is, its place on the site, and who publishes it."""
    make = partial(_without_comments, view)
    # Before anything of a discussion is looked up, as it is kept while that goes on.
    page, *others = make() if view.key is None else kept("other data", view.key, make=make)
    nodes = [{**page, **_comments(view)}, *others]
    return {"@context": CONTEXT, "@graph": [node for node in nodes if node]}


def _without_comments(view: View) -> list[dict]:
    return [_page(view), _breadcrumb(view), _publisher(view)]


def _page(view: View) -> dict:
    page = view.page
    if isinstance(page, QAPage):
        return _discussion_part(view) if view.is_part_of_discussion else _answer(view)
    if isinstance(page, ExpertPage):
        return _profile(view)
    if isinstance(page, QAIndexPage | ExpertIndexPage):
        return _list(view)
    return _home(view) if view.is_home else _basics(view, "WebPage")


def _basics(view: View, kind: str) -> dict:
    return _said(
        {
            "@type": kind,
            "@id": view.address,
            "url": view.address,
            "name": view.title,
            "description": view.description,
            "inLanguage": get_language(),
            "isPartOf": {"@id": f"{view.root}/#website"},
            "publisher": {"@id": f"{view.root}/#publisher"},
        }
    )


def _answer(view: View) -> dict:
    page = view.page
    image = social_image_of(view)
    author = _person(view, page.expert) if page.expert else None
    return _said(
        {
            **_basics(view, "MedicalWebPage"),
            "headline": page.title,
            "author": author,
            **_dates(page),
            **_review(view),
            "image": image and image.url,
            "keywords": [topic.name for topic in page.topic_list],
            "mainEntity": _question(view, author),
            "citation": _citations(page),
        }
    )


def _dates(page: QAPage) -> dict:
    return {
        "datePublished": _iso(published_on(page)),
        "dateModified": _iso(page.updated_on),
    }


def _review(view: View) -> dict:
    page = view.page
    reviewer = _person(view, page.reviewer) if page.reviewer else None
    return {"lastReviewed": _iso(page.reviewed_on), "reviewedBy": reviewer}


def _question(view: View, author: dict | None) -> dict:
    page = view.page
    asker = {"@type": "Person", "name": page.asker_name} if page.asker_name else None
    return _said(
        {
            "@type": "Question",
            "@id": f"{view.page_address}#question",
            "name": page.title,
            "text": short_text(page.question, LONGEST_TEXT),
            "author": asker,
            "dateCreated": _iso(page.asked_on),
            "answerCount": 1,
            "acceptedAnswer": _said(
                {
                    "@type": "Answer",
                    "url": f"{view.page_address}#answer",
                    "text": short_text(page.introduction, LONGEST_TEXT) or view.description,
                    "author": author,
                    **_dates(page),
                }
            ),
        }
    )


def _citations(page: QAPage) -> list[dict]:
    return [
        _said(
            {
                "@type": "CreativeWork",
                "name": item.get("title"),
                "author": item.get("author"),
                "publisher": item.get("publisher"),
                "datePublished": str(item.get("year") or ""),
                "url": item.get("link"),
            }
        )
        for item in page.references()
    ]


def _discussion_part(view: View) -> dict:
    return {
        **_basics(view, "WebPage"),
        "isPartOf": {"@id": view.page_address},
    }


def _comments(view: View) -> dict:
    """Return the comments as they hang on the page, and how many there are in all."""
    thread = view.conversation or view.discussion
    if thread is None:
        return {}
    comments = thread.each("comment data", partial(_comment, view), view.address)
    return {"comment": comments} | (
        {"commentCount": view.discussion.total} if view.discussion else {}
    )


def _comment(view: View, node: Node) -> dict:
    comment = node.comment
    shown = {
        "@type": "Comment",
        "url": f"{view.address}#c{comment.pk}",
        "datePublished": comment.posted_at.isoformat(),
        "comment": [_comment(view, reply) for reply in node.replies],
    }
    if comment.is_tombstone:
        return _said({**shown, "creativeWorkStatus": "Deleted"})
    author = {"@type": "Person", "name": comment.display_name}
    if comment.expert_id:
        author = _person(view, comment.expert)
    modified = comment.edited_at.isoformat() if comment.edited_at else None
    text = _cut(comment.comment)
    return _said({**shown, "author": author, "dateModified": modified, "text": text})


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_COMMENT else f"{text[: LONGEST_COMMENT - 1].rstrip()}…"


def _person(view: View, expert: ExpertPage) -> dict:
    """Return an expert; the address of a profile that is not published is not told."""
    url = expert.get_full_url(view.request) if expert.live else None
    return _said(
        {
            "@type": "Person",
            "@id": url and f"{url}#person",
            "name": expert.title,
            "honorificSuffix": expert.post_nominals,
            "jobTitle": expert.role,
            "url": url,
        }
    )


def _profile(view: View) -> dict:
    expert = view.page
    known = [specialism.name for specialism in expert.specialism_list]
    about = {
        "description": short_text(expert.biography, LONGEST_TEXT),
        "knowsAbout": known,
        "worksFor": {"@id": f"{view.root}/#publisher"},
    }
    person = _said({**_person(view, expert), **about})
    return {**_basics(view, "ProfilePage"), "mainEntity": person}


def _list(view: View) -> dict:
    items = [
        {
            "@type": "ListItem",
            "position": number,
            "url": answer.get_full_url(view.request),
            "name": answer.title,
        }
        for number, answer in enumerate(
            view.part or [], view.part.start_index() if view.part else 1
        )
    ]
    entity = {
        "@type": "ItemList",
        "numberOfItems": view.part.paginator.count if view.part else 0,
        "itemListElement": items,
    }
    return {**_basics(view, "CollectionPage"), **({"mainEntity": entity} if items else {})}


def _home(view: View) -> dict:
    site = _said(
        {
            "@type": "WebSite",
            "@id": f"{view.root}/#website",
            "url": f"{view.root}/",
            "name": view.settings.site_name,
            "description": view.settings.strapline,
            "inLanguage": get_language(),
            "publisher": {"@id": f"{view.root}/#publisher"},
        }
    )
    search = {
        "@type": "SearchAction",
        "target": {"@type": "EntryPoint", "urlTemplate": f"{view.root}{SEARCH_PATH}"},
        "query-input": "required name=search_term_string",
    }
    return {**site, "potentialAction": search}


def _publisher(view: View) -> dict:
    logo = urljoin(f"{view.root}/", staticfiles_storage.url(LOGO))
    return {
        "@type": "Organization",
        "@id": f"{view.root}/#publisher",
        "name": view.settings.site_name,
        "url": f"{view.root}/",
        "logo": {"@type": "ImageObject", "url": logo},
    }


def _breadcrumb(view: View) -> dict | None:
    """Return the way from the home page, None on the home page itself."""
    if view.is_home:
        return None
    above = breadcrumb({"request": view.request}, view.page)
    steps = [(page.title, page.get_full_url(view.request)) for page in above]
    steps.append((view.page.title, view.page_address))
    if view.topic:
        steps.append((view.topic.name, view.list_address))
    items = [
        {"@type": "ListItem", "position": number, "name": name, "item": url}
        for number, (name, url) in enumerate(steps, 1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _said(node: dict) -> dict:
    """Return *node* without what is not known."""
    return {name: value for name, value in node.items() if value not in (None, "", [])}
