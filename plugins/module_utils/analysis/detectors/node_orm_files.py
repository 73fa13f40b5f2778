# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The engine that files of settings tell a mapper: Sequelize's config/config.json, TypeORM's ormconfig.json."""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterator

from ..formats.errors import FormatError
from ..formats.orm_json import Connection, parse_connections
from ..model import CONFIGURATION, DEVELOPMENT, LIVE, Claim, Evidence
from ..rules.node import DIALECTS, ORM_JSON, ORM_JSON_FOLDERS
from ..scope import scope_of, speaks_for, words
from ..tree import Tree, tooling

_DEPTH = 6
_FILES_LIMIT = 20
#: Bytes. Nobody has more connections than fit in.
_LIMIT = 64 * 1024


def claims_of_files(tree: Tree, claimed: Collection[str], environment: str) -> Iterator[Claim]:
    """What such files name, for engines that the application has a driver for."""
    for path in tree.matching(ORM_JSON.__contains__, _DEPTH, _FILES_LIMIT):
        folder = posixpath.basename(posixpath.dirname(path))
        folders = ORM_JSON_FOLDERS if ORM_JSON[posixpath.basename(path)] else (folder,)
        text = tree.read(path, _LIMIT) if folder in folders and not tooling(path) else None
        if text is None:
            continue
        try:
            found = parse_connections(text)
        except FormatError as exc:
            tree.warn(path, f"is not JSON ({exc}); it was left out")
            continue
        yield from (claim for claim in _claims(path, found, environment) if claim.engine in claimed)


def _claims(path: str, found: list[Connection], environment: str) -> Iterator[Claim]:
    own = any(speaks_for(words(item.name), environment) for item in found)
    engines = {DIALECTS[item.dialect] for item in found if item.dialect in DIALECTS} - {"sqlite"}
    for item in found:
        scope = LIVE if not item.name else scope_of(item.name, environment, LIVE)
        if own:
            # Where the environment has settings of its own, no other ones count.
            scope = LIVE if speaks_for(words(item.name), environment) else DEVELOPMENT
        # Where only a variable tells, it is the one server that the others name.
        lone = min(engines) if len(engines) == 1 and not item.dialect else ""
        engine = DIALECTS.get(item.dialect, lone)
        if engine:
            detail = f"connection {item.name}".rstrip() + (f", dialect {item.dialect}" if item.dialect else "")
            evidence = Evidence(path, item.line, "configuration", detail)
            address = item.address
            yield Claim(
                engine,
                evidence,
                CONFIGURATION,
                scope,
                external=bool(address),
                address=address,
            )
