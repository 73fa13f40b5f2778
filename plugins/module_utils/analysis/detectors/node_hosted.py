# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Addresses that code hands to a driver or mapper as they stand: `connect("mongodb+srv://…")`, `{host: "…"}`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice

from ..formats.addresses import is_hosted, parse_url
from ..formats.js_model import Code
from ..formats.js_tokens import NAME, STRING, TEMPLATE
from ..model import CONFIGURATION, Claim, Evidence
from ..rules.node import DIALECTS, HOST_KEYS, OVER_HTTP
from ..rules.services import engine_of_scheme
from .node_names import is_for_developers, package_of

#: A cheap look whether a file holds an address at all.
ADDRESSED = re.compile(r"://|\bhost(?:name)?[\"']?\s{0,9}:")
_FILES_LIMIT = 60
_CALLS_LIMIT = 30
#: Tokens of what one call is given, and of what stands between a key and its value.
_GIVEN_LIMIT = 500
_VALUE_LIMIT = 10
#: Stands for what only the running code knows; no part of an address.
_UNKNOWN = "\0"


@dataclass(frozen=True)
class _Address:
    index: int
    engine: str
    host: str
    detail: str


def addresses(files: Iterable[tuple[str, Code]], packages: Mapping[str, str]) -> list[Claim]:
    """A claim for each address, of engines of which somebody else runs one.

    `packages` are drivers with their engine, and mappers without one.
    """
    found = [
        _claim(path, code, address)
        for path, code in islice(files, _FILES_LIMIT)
        if not is_for_developers(path)
        for address in dict.fromkeys(_in_file(code, packages))
    ]
    hosted = {claim.engine for claim in found if claim.external}
    return [claim for claim in found if claim.engine in hosted]


def led_elsewhere(claim: Claim, found: list[Claim]) -> Claim:
    """What names the engine to a mapper, with the address that its file gives for it."""
    beside = [item for item in found if (item.evidence.path, item.engine) == (claim.evidence.path, claim.engine)]
    if claim.external or not beside or not all(item.external for item in beside):
        return claim
    return replace(claim, external=True, address=beside[0].address)


def _claim(path: str, code: Code, address: _Address) -> Claim:
    evidence = Evidence(path, code.tokens[address.index].line, "configuration", address.detail)
    default = code.tokens[address.index - 1].text in ("||", "??")
    host = address.host if is_hosted(address.host) else ""
    return Claim(address.engine, evidence, CONFIGURATION, default=default, external=bool(host), address=host)


def _in_file(code: Code, packages: Mapping[str, str]) -> Iterator[_Address]:
    for start, end, own in islice(_calls(code, packages), _CALLS_LIMIT):
        if code.conditions_of(start):
            continue
        given = list(islice(_given(code, start, end), _GIVEN_LIMIT))
        engine = own or next(
            (DIALECTS[code.tokens[index].text] for index in given if code.tokens[index].text in DIALECTS), ""
        )
        for index in given:
            address = _address(code, index, engine)
            if address is not None:
                yield address


def _calls(code: Code, packages: Mapping[str, str]) -> Iterator[tuple[int, int, str]]:
    """Where what is given to a call of a driver starts and ends, and the driver's engine."""
    tokens = code.tokens
    named: dict[str, str] = {}
    starts: dict[int, str] = {}
    for loaded in code.loaded:
        package = package_of(loaded.module, packages)
        if not package:
            continue
        named.update(dict.fromkeys(loaded.names, packages[package]))
        if not loaded.bound:
            # `require("mongoose").connect(…)`
            starts[loaded.end] = packages[package]
    for index, token in enumerate(tokens):
        if index in starts:
            engine = starts[index]
        elif token.kind == NAME and token.text in named and index and tokens[index - 1].text not in (".", "?."):
            engine = named[token.text]
        else:
            continue
        end = index + 1
        while end + 1 < len(tokens) and tokens[end].text in (".", "?.") and tokens[end + 1].kind == NAME:
            end += 2
        if end < len(tokens) and tokens[end].text == "(" and end in code.match:
            yield end + 1, code.match[end], engine


def _given(code: Code, start: int, end: int) -> Iterator[int]:
    """The tokens that a call is given, with the values of the constants among them."""
    for index in range(start, min(end, start + _GIVEN_LIMIT)):
        token = code.tokens[index]
        yield index
        before = code.tokens[index - 1].text
        if token.kind == NAME and token.text in code.constants and before not in (".", "?."):
            first, last = code.constants[token.text]
            if not (first <= start < last) and code.tokens[index + 1].text != ":":
                yield from range(first, min(last, first + _GIVEN_LIMIT))


def _address(code: Code, index: int, engine: str) -> _Address | None:
    token = code.tokens[index]
    if token.kind not in (STRING, TEMPLATE):
        return None
    url = parse_url(_text(code, index))
    if url:
        spoken = engine if url.scheme in ("http", "https") and engine in OVER_HTTP else engine_of_scheme(url.scheme)
        return _Address(index, spoken, url.host, f"{url.scheme} URL in the code") if spoken and url.host else None
    if engine and token.text and _is_host(code, index):
        return _Address(index, engine, token.text, "host in the code")
    return None


def _text(code: Code, index: int) -> str:
    """A text, or a template with what it is filled with left unknown."""
    tokens = code.tokens
    if tokens[index].kind == STRING or "://" not in tokens[index].text:
        return tokens[index].text
    parts = [tokens[index].text]
    position = index + 1
    while position in code.match and tokens[position].text == "${" and len(parts) < _VALUE_LIMIT:
        parts.append(_UNKNOWN)
        position = code.match[position] + 1
        if position < len(tokens) and tokens[position].kind == TEMPLATE:
            parts.append(tokens[position].text)
            position += 1
    return "".join(parts)


def _is_host(code: Code, index: int) -> bool:
    """True for the value of `host: "…"` and `host: process.env.DB_HOST || "…"`."""
    tokens = code.tokens
    for position in range(index - 1, max(index - _VALUE_LIMIT, 0), -1):
        text = tokens[position].text
        if text == ":":
            return tokens[position - 1].text in HOST_KEYS
        if text in (",", "{", "}", "(", ")", ";", "?"):
            return False
    return False
