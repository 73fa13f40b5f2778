# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What MySQL and MariaDB accept as names, checked before anything is sent: each function returns problems."""

from __future__ import annotations

from ..engines import ENGINES, Limits
from ..problem import Problem

#: Accounts that belong to the server or to its package.
RESERVED_USERS = frozenset(ENGINES["mysql"].kept_users)

#: Schemas that the server brings.
SYSTEM_DATABASES = frozenset(("mysql", "sys", "information_schema", "performance_schema"))

_HOST_LENGTH = 255
_QUOTES = "'\"`\\"


_LIMITS = ENGINES["mysql"].limits or Limits(database=64, user=32)


def _shape(place: str, value: str, limit: int) -> list[Problem]:
    """Problems that every kind of name can have."""
    if not value:
        return [Problem(place, "the name is empty", f"give one of 1 to {limit} characters")]
    problems = []
    if len(value) > limit:
        problems.append(
            Problem(place, f"the name has {len(value)} characters, the limit is {limit}", "choose a shorter one")
        )
    if not value.isprintable() or any(ord(character) > 0xFFFF or character in _QUOTES for character in value):
        what = "the name holds a quote, a backslash or a character that the server does not take"
        problems.append(Problem(place, what, "use letters, digits, '_' and '-'"))
    if value != value.strip():
        problems.append(Problem(place, "the name begins or ends with a blank", "leave the blank out"))
    return problems


def user_problems(user: str) -> list[Problem]:
    """Problems of a user's name."""
    place = f"user '{user}'"
    problems = _shape(place, user, _LIMITS.user)
    if user.lower() in RESERVED_USERS:
        problems.append(Problem(place, "this account belongs to the server", "choose another name"))
    return problems


def host_problems(user: str, host: str) -> list[Problem]:
    """Problems of the host part of an account."""
    return _shape(f"user '{user}', host '{host}'", host, _HOST_LENGTH)


def database_problems(database: str) -> list[Problem]:
    """Problems of a database's name."""
    place = f"database '{database}'"
    problems = _shape(place, database, _LIMITS.database)
    if any(character in database for character in "/."):
        problems.append(Problem(place, "'/' and '.' are not taken in names", "use letters, digits, '_' and '-'"))
    if database.lower() in SYSTEM_DATABASES:
        problems.append(Problem(place, "this schema belongs to the server", "choose another name"))
    return problems


def escaped(database: str) -> str:
    """The pattern that matches this database alone: in grants `_` and `%` are wildcards.

    Without it a grant on `shop_production` would hold for `shopXproduction` as well.
    """
    return database.replace("_", "\\_").replace("%", "\\%")


def pattern_problems(user: str, database: str) -> list[Problem]:
    """Problems of a database's name as the target of a grant, where each wildcard counts twice."""
    limit = _LIMITS.database
    length = len(escaped(database))
    if len(database) <= limit < length:
        return [
            Problem(
                f"user '{user}', grants on '{database}.*'",
                f"in a grant the name has {length} characters, as '_' and '%' take a backslash; the limit is {limit}",
                "choose a shorter name for the database",
            )
        ]
    return []


def pattern_matches(pattern: str, database: str) -> bool:
    """True when a grant on `pattern`, as the server stores it, also holds for this database."""
    parts: list[tuple[str, bool]] = []
    position = 0
    while position < len(pattern):
        character = pattern[position]
        if character == "\\" and position + 1 < len(pattern):
            parts.append((pattern[position + 1], False))
            position += 2
        else:
            parts.append((character, character in "_%"))
            position += 1
    reached = {0}
    for character, wildcard in parts:
        if wildcard and character == "%":
            reached = set(range(min(reached), len(database) + 1)) if reached else set()
        else:
            reached = {at + 1 for at in reached if at < len(database) and (wildcard or database[at] == character)}
    return len(database) in reached
