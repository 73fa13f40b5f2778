# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Prisma: the data source in schema.prisma names the engine; the application has no driver package beside it."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import combinations, islice

from ..formats.addresses import is_hosted, parse_url
from ..formats.errors import FormatError
from ..formats.js_tokens import NAME, STRING, Token, tokens
from ..model import CONFIGURATION, DEVELOPMENT, LIVE, Claim, Evidence, Findings, Variants
from ..scope import words
from ..tree import Tree, tooling

_DEPTH = 6
#: Data sources that are held against each other.
_COMPARED_LIMIT = 50
_PROVIDERS = {
    "mysql": "mysql",
    "postgresql": "postgresql",
    "postgres": "postgresql",
    "mongodb": "mongodb",
    "sqlite": "sqlite",
}
#: Words of a file that shows what a schema looks like.
_SHOWN = frozenset("sample samples example examples demo fixture fixtures".split())


@dataclass(frozen=True)
class Source:
    """A provider of a data source; the address is set where the URL leads to somebody else's server."""

    line: int
    provider: str
    address: str = ""
    #: True where the data source lists several.
    listed: bool = False
    #: Names of the models that the schema has.
    models: frozenset[str] = frozenset()


def detect(tree: Tree, environment: str) -> Findings:
    """What the Prisma schemas of a tree tell. Several schemas for different engines are variants."""
    del environment  # a schema is the same in all of them
    findings = Findings()
    found: list[tuple[str, Source]] = []
    for path in tree.matching(lambda name: name.endswith(".prisma"), _DEPTH):
        try:
            if not words(posixpath.basename(path)) & _SHOWN:
                found += [(path, source) for source in data_sources(tree.read(path) or "")]
        except FormatError as exc:
            tree.warn(path, f"is no Prisma schema ({exc}); it was left out")
    several = len({source.provider for path, source in found if not tooling(path)}) > 1
    for path, source in found:
        findings.claims.append(
            Claim(
                engine=_PROVIDERS[source.provider],
                evidence=Evidence(path, source.line, "configuration", f"Prisma provider {source.provider}"),
                basis=CONFIGURATION,
                scope=DEVELOPMENT if tooling(path) else LIVE,
                default=several or source.listed,
                external=bool(source.address),
                address=source.address,
            )
        )
    findings.variants += _variants((path, source) for path, source in found if not tooling(path))
    return findings


def _variants(found: Iterable[tuple[str, Source]]) -> Iterator[Variants]:
    """Schemas of most of the same models for two engines: whoever deploys it takes one."""
    for (path, one), (_path, other) in combinations(islice(found, _COMPARED_LIMIT), 2):
        engines = {_PROVIDERS[one.provider], _PROVIDERS[other.provider]}
        if len(engines) > 1 and 2 * len(one.models & other.models) > len(one.models | other.models):
            detail = f"the same models for {' and '.join(sorted(engines))}"
            yield Variants(frozenset(engines), Evidence(path, one.line, "structure", detail))


def data_sources(source: str) -> list[Source]:
    """The providers in the `datasource` blocks of a schema. Its tokens are those of JavaScript."""
    found = tokens(source)
    models = frozenset(
        found[index + 1].text
        for index, token in enumerate(found)
        if token.kind == NAME and token.text == "model" and _text(found, index + 2) == "{"
    )
    return [
        replace(source, models=models)
        for index, token in enumerate(found)
        if token.kind == NAME and token.text == "datasource" and _text(found, index + 2) == "{"
        for source in _block(found, index + 3)
    ]


def _block(found: list[Token], start: int) -> Iterator[Source]:
    providers: list[Token] = []
    address = ""
    index = start
    # There is no block in a data source: where another one opens, this one was never closed.
    while index < len(found) and _text(found, index) not in ("{", "}"):
        key = found[index].text if _text(found, index + 1) == "=" else ""
        index += 1
        if key == "provider":
            index += 1
            listed = _text(found, index) == "["
            while index < len(found) and (found[index].kind == STRING or _text(found, index) in ("[", ",")):
                providers += [found[index]] if found[index].text in _PROVIDERS else []
                index += 1
                if not listed:
                    break
        elif key == "url" and index + 1 < len(found) and found[index + 1].kind == STRING:
            url = parse_url(found[index + 1].text)
            address = url.host if url and is_hosted(url.host) else ""
    for token in providers:
        yield Source(token.line, token.text, address, len(providers) > 1)


def _text(found: list[Token], index: int) -> str:
    return found[index].text if index < len(found) and found[index].kind != STRING else ""
