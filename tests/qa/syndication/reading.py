"""Reads pages as other programs do."""

import json

from bs4 import BeautifulSoup
from django.test import Client


def read(client: Client, address: str) -> BeautifulSoup:
    """Return the page at *address*, which must be there."""
    response = client.get(address)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def nodes_of(client: Client, address: str) -> dict[str, dict]:
    """Return what the one JSON-LD block of a page says, by the type of thing."""
    (block,) = read(client, address).find_all("script", type="application/ld+json")
    data = json.loads(block.string)
    assert data["@context"] == "https://schema.org"
    return {node["@type"]: node for node in data["@graph"]}


def metas(client: Client, address: str) -> dict[str, str]:
    """Return the meta elements of a page, by name or property; the last of several counts."""
    found = read(client, address).find_all("meta", content=True)
    return {tag.get("property") or tag.get("name"): tag["content"] for tag in found}


def link(client: Client, address: str, rel: str) -> str | None:
    """Return where the head of a page points by *rel*."""
    found = read(client, address).head.find("link", rel=rel)
    return found and found["href"]
