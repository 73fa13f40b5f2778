# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The engine that an object-relational mapper is told to use: `dialect`, `client`, `type`, `provider`."""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import islice

from ..formats.errors import FormatError
from ..formats.js_code import parse_code
from ..formats.js_model import Code
from ..formats.js_tokens import NAME, STRING, Token
from ..model import CONFIGURATION, DEVELOPMENT, LIVE, Claim, Evidence
from ..rules.node import DIALECTS, ENGINE_KEYS, ORM_FILES, ORM_KEYS
from ..scope import scope_of, words
from ..tree import Tree, tooling
from .node_places import Places

_ENDINGS = (".js", ".ts", ".mjs", ".cjs", ".mts", ".cts")
_FILES_LIMIT = 60
#: Places of one file that name an engine; a setting has few.
_PLACES_LIMIT = 100
_DEPTH = 6
_SERVERS = frozenset({"mysql", "postgresql", "mongodb"})
STAND_IN = "sqlite"


def claims_of_orms(
    tree: Tree, files: Iterable[tuple[str, Code]], claimed: Collection[str], places: Places
) -> list[Claim]:
    """What the files that set up a mapper name, for engines that the application has a driver for."""
    known = dict(islice(files, _FILES_LIMIT))
    for path in tree.ending(_ENDINGS, _DEPTH):
        if len(known) >= _FILES_LIMIT:
            break
        if path not in known and ORM_FILES.fullmatch(path):
            text = tree.read(path)
            try:
                known[path] = parse_code(text or "")
            except FormatError:
                continue
    return [
        claim
        for path, code in sorted(known.items())
        if not tooling(path) and not words(posixpath.basename(path)) & {"test", "spec", "mock"}
        for claim in islice(_claims(path, code), _PLACES_LIMIT)
        if claim.engine in claimed and not places.reason(path, claim.engine)
    ]


def told_by_settings(files: Iterable[tuple[str, Code]]) -> bool:
    """True where the application hands a mapper an engine that it reads elsewhere: `client: settings.engine`.

    What a file for the mapper's own commands names is then not what the application uses.
    """
    return any(
        token.text in ENGINE_KEYS and _handed_on(code.tokens[index + 1 : index + 6])
        for _path, code in islice(files, _FILES_LIMIT)
        for index, token in enumerate(code.tokens)
    )


def _handed_on(following: Sequence[Token]) -> bool:
    """True for `: settings.engine,`."""
    if len(following) < 5:
        return False
    colon, owner, dot, name, end = following
    return (
        (colon.text, dot.text) == (":", ".")
        and owner.kind == name.kind == NAME
        and owner.text not in ("process", "env")
        and not _is_member(owner, name)
        and end.text in (",", "}")
    )


def _is_member(owner: Token, name: Token) -> bool:
    """True for a member of an enumeration that is an engine: `DatabaseType.Postgres`."""
    return owner.text[:1].isupper() and name.text[:1].isupper() and name.text.lower() in DIALECTS


def settled(found: list[Claim]) -> list[Claim]:
    """What the claims come to: where all name one server it is picked, several leave it open but for a default."""
    live = {claim.engine for claim in found if claim.scope == LIVE}
    if len(live & _SERVERS) == 1 and STAND_IN not in live:
        return found
    return [claim for claim in found if claim.default and not claim.choice and claim.scope == LIVE]


def _claims(path: str, code: Code) -> Iterator[Claim]:
    for index in range(len(code.tokens) - 2):
        claim = _claim(path, code, index)
        if claim:
            yield claim


def _claim(path: str, code: Code, index: int) -> Claim | None:
    """`client: process.env.DB_CLIENT || "pg"`, `env("DATABASE_CLIENT", "sqlite")`, `type: DatabaseType.Postgres`."""
    tokens = code.tokens
    key = tokens[index]
    if key.kind not in (NAME, STRING) or key.text not in ORM_KEYS or tokens[index + 1].text not in (":", "="):
        return None
    default = False
    for position in range(index + 2, min(index + 14, len(tokens))):
        token = tokens[position]
        if position == index + 4 and tokens[index + 3].text == "." and _is_member(tokens[index + 2], token):
            break
        if token.kind == STRING:
            if token.text in DIALECTS:
                break
            # The variable's name.
            default = True
        elif token.text in (";", "}", "{", "=>", "?", "===", "==") or (token.text == "," and not default):
            return None
        elif token.text in ("||", "??", "env"):
            default = True
    else:
        return None
    scope = LIVE
    for name in _names_around(code, index):
        if scope_of(name, "production", LIVE) == DEVELOPMENT:
            scope = DEVELOPMENT
    # Under a condition it is one of several.
    choice = bool(code.conditions_of(index))
    detail = f"{key.text} {token.text}" + (" as the default" if default else "")
    evidence = Evidence(path, token.line, "configuration", detail)
    return Claim(DIALECTS[token.text.lower()], evidence, CONFIGURATION, scope, choice, default)


def _names_around(code: Code, index: int) -> Iterator[str]:
    """The keys that lead to a place: `development` for `{development: {client: …}}`."""
    position, steps = index, 0
    while position > 1 and steps < 2_000:
        position -= 1
        steps += 1
        text = code.tokens[position].text
        opening = code.match.get(position, position)
        if opening < position:
            position = opening
        elif text == "{" and code.tokens[position - 1].text in (":", "="):
            yield code.tokens[position - 2].text
