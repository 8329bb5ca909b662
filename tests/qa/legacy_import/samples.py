"""Page files in the old site's shape, in our own words, for tests and measurements."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

BREADCRUMB = "Home > Ask Our Experts > {title}"
OPENING = ("You might also like...", "Share Your Story, Tell Us More..", "[Add a Comment]")
CLOSING = (
    "Share Your Story, Tell Us More...",
    *["(never shown)"] * 4,
    "Enter word:",
    "Latest Comments",
)
ACCOUNT = "TeapotClinic"


def at(*parts: int) -> datetime:
    """Return a local time as the files show it, without a zone: year, month, day, …"""
    return datetime(*parts)  # noqa: DTZ001 - the files name no zone either


@dataclass(frozen=True)
class Said:
    """One comment as the file shows it; ``when`` is naive, in the site's local time."""

    name: str
    when: datetime
    text: str

    def lines(self) -> str:
        return f"{self.text}\n{signature(self.name, self.when)}"


def signature(name: str, when: datetime) -> str:
    """Return the line under a comment."""
    hour = when.hour % 12 or 12
    half = "AM" if when.hour < 12 else "PM"
    return f"{name} - {when.day}-{when:%b-%y} @ {hour}:{when:%M} {half}"


def answered(asker: str, quote: str, reply: str, when: datetime, by: str = ACCOUNT) -> Said:
    """Return an expert's reply in its form."""
    return Said(by, when, f"{asker} - Your Question:\n{quote}\n\nOur Response:\n{reply}")


@dataclass(frozen=True)
class Sample:
    """A page file; ``replace`` what a test needs otherwise. Comments newest first."""

    title: str = "Old Teapots, will Glue Hold?"
    byline: str = "By: Ada Kettle BSc (hons), PhD - Updated: 3 Mar 2018 | comments*Discuss"
    topics: str = "Bone China Glue Spouts Cracked"
    question: tuple[str, ...] = (
        "My teapot lost its spout in the move.",
        "Would any glue stand boiling water?",
    )
    asker: str = "(Mrs Ida Cosy, 4 February 2011)"
    introduction: tuple[str, ...] = ("Most glues soften in hot water.",)
    sections: tuple[tuple[str, tuple[str, ...]], ...] = (
        ("Cracked Spouts", ("A spout carries weight.", "It takes strain at the joint.")),
        ("About Bone China", ("Bone china is thin.", "It is fired twice.")),
    )
    opening: tuple[str, ...] = OPENING
    comments: tuple[Said, ...] = field(default_factory=tuple)
    closing: tuple[str, ...] = CLOSING

    def text(self) -> str:
        """Return the file's text."""
        paragraphs = [BREADCRUMB.format(title=self.title), self.title]
        paragraphs.append(f"{self.byline}\n{self.topics}\n")
        paragraphs += [*self.question, f"{self.asker}\n", *self.introduction]
        for heading, body in self.sections:
            paragraphs += [heading, *body]
        frame = [*self.opening, *(said.lines() for said in self.comments), *self.closing]
        return "\n\n".join(paragraphs) + "\n\n" + "\n".join(frame) + "\n"

    def data(self) -> bytes:
        """Return the file's bytes."""
        return self.text().encode()

    def line_of(self, text: str) -> int:
        """Return the number of the first line that contains ``text``."""
        lines = self.text().split("\n")
        return next(n for n, line in enumerate(lines, 1) if text in line)


QUESTION = "Will egg white hold the handle of a cup for more than a year?"
ASKED = Said("Ned", at(2016, 5, 2, 9, 15), QUESTION)
REPLIED = answered("Ned", QUESTION, "Egg white holds until it is washed.", at(2016, 5, 3, 16, 0))
NEWEST = Said("Zoë", at(2017, 1, 9, 0, 5), "Mine was mended in 1950\nand still pours.")
OLDEST = Said("Old Tom", at(2015, 12, 1, 12, 30), "Rivets never let go.")
STRAY = answered("Gus", "Is tin safe to drink from?", "Lined tin is safe.", at(2015, 11, 30, 8, 0))

TALK = Sample(comments=(NEWEST, REPLIED, ASKED, OLDEST, STRAY))


def with_comments(*comments: Said) -> Sample:
    """Return a sample with these comments, newest first as in a file."""
    return replace(TALK, comments=comments)


def crowd(number: int) -> Sample:
    """Return a page with ``number`` comments, every tenth an expert's reply."""
    newest = at(2019, 6, 1, 12, 0)
    comments: list[Said] = []
    for step in range(number):
        when = newest - timedelta(minutes=7 * (number - step))
        if step % 10 == 9:
            asked = comments[-1]
            comments.append(answered(asked.name, asked.text, "Try it cold first.", when))
        else:
            text = f"Pot number {step} leaks from the lid. " + "It drips on the cloth. " * 12
            comments.append(Said(f"Reader {step % 997}", when, text.strip()))
    return with_comments(*reversed(comments))
