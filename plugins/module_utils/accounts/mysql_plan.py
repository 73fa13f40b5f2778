# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From what is to what should be: the statements for MySQL and MariaDB, in the order in which they are sent.

Additive: nothing that somebody else made is dropped or revoked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ..problem import Problem
from . import mysql_sql as sql
from .mysql_flavour import Account
from .mysql_grants import GLOBAL, Wanted, grant_statement, missing, target_of, unknown, wanted
from .mysql_names import pattern_matches
from .mysql_revokes import excess, held, revoke_statement
from .mysql_state import Encoding, State
from .mysql_wanted import Database, User
from .plan import Plan

# MySQL's old name, which the server itself answers with the new one.
_CHARACTER_SETS = {"utf8": "utf8mb3"}


@dataclass(frozen=True)
class Statement:
    """One statement, and how it may be shown."""

    text: str = field(repr=False)
    shown: str


@dataclass
class Decision:
    """What to do, all reasons against it, and what a person should look at."""

    plan: Plan[Statement] = field(default_factory=Plan)
    problems: list[Problem] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def _shown(account: Account) -> str:
    """An account for people."""
    return f"{account[0]}@{account[1]}"


def _open(text: str) -> Statement:
    return Statement(text, text)


def _character_set(database: Database) -> str:
    return _CHARACTER_SETS.get(database.encoding, database.encoding)


def _encoding_changes(database: Database, encoding: Encoding) -> list[str]:
    """Where a database's encoding differs, in words."""
    changes = []
    if encoding.character_set != _character_set(database):
        changes.append(f"encoding {encoding.character_set} → {database.encoding}")
    # MariaDB takes `uca1400_ai_ci` and answers `utf8mb4_uca1400_ai_ci`.
    if database.collation not in ("", encoding.collation, encoding.collation.partition("_")[2]):
        changes.append(f"collation {encoding.collation} → {database.collation}")
    return changes


def _encoding_problems(database: Database, state: State) -> list[Problem]:
    if not state.collations:
        return []
    place = f"database '{database.name}'"
    known = {name for group in state.collations.values() for name in group}
    if _character_set(database) not in known:
        what = f"this server has no character set '{database.encoding}'"
        return [Problem(place, what, "take one of SHOW CHARACTER SET, such as utf8mb4")]
    if database.collation and _character_set(database) not in state.collations.get(database.collation, set()):
        what = f"this server has no collation '{database.collation}' for '{database.encoding}'"
        return [Problem(place, what, "take one of SHOW COLLATION, or leave it out")]
    return []


def _remove(decision: Decision, kind: str, name: str, statement: str, *, there: bool) -> None:
    """What is named as absent goes, if it is there."""
    if there:
        decision.plan.add(kind, name, state="removed", work=[_open(statement)])
    else:
        decision.plan.add(kind, name, state="unchanged")


def _decide_database(decision: Decision, database: Database, state: State) -> None:
    encoding = state.databases.get(database.name)
    if database.absent:
        drop = f"DROP DATABASE {sql.name(database.name)}"
        _remove(decision, "database", database.name, drop, there=encoding is not None)
        return
    changes = [f"encoding {database.encoding}"] if encoding is None else _encoding_changes(database, encoding)
    if not changes:
        decision.plan.add("database", database.name, state="unchanged")
        return
    decision.problems += _encoding_problems(database, state)
    verb, outcome = ("CREATE", "created") if encoding is None else ("ALTER", "changed")
    collation = f" COLLATE {database.collation}" if database.collation else ""
    statement = f"{verb} DATABASE {sql.name(database.name)} CHARACTER SET {database.encoding}{collation}"
    decision.plan.add("database", database.name, state=outcome, changes=changes, work=[_open(statement)])


def _decide_login(decision: Decision, user: User, account: Account, state: State) -> None:
    logins = state.logins.get(account)
    if user.absent:
        drop = f"DROP USER {sql.account(*account)}"
        _remove(decision, "user", _shown(account), drop, there=logins is not None)
        return
    if user.password is None:
        if logins is None:
            what = f"{_shown(account)} is not there yet, and no password is given"
            decision.problems.append(Problem(f"user '{user.name}'", what, "give one"))
        decision.plan.add("user", _shown(account), state="unchanged")
        return
    if logins is not None and state.flavour.has_password(logins, user.password):
        decision.plan.add("user", _shown(account), state="unchanged")
        return
    verb, outcome = ("CREATE", "created") if logins is None else ("ALTER", "changed")
    identification = state.flavour.identification(user.password)
    start = f"{verb} USER {sql.account(*account)} "
    statement = Statement(start + identification.clause, start + identification.shown)
    decision.plan.add("user", _shown(account), state=outcome, changes=["password"], work=[statement])


def _wide_grants(account: Account, database: str, pattern: str, patterns: Sequence[str]) -> list[str]:
    """Warnings of rights that reach further than the database they seem to be for."""
    return [
        f"{_shown(account)} also holds rights on the pattern '{other}', which fits more databases than '{database}';"
        " they stay, revoke them if they are not meant"
        for other in sorted(patterns)
        if other != pattern and pattern_matches(other, database)
    ]


def _not_there(want: Wanted) -> list[str]:
    """What is missing where there is no server to ask, so that ALL cannot be spelled out."""
    return sorted(want.names) or (["USAGE"] if want.everything or want.grantable else [])


def _decide_level(decision: Decision, user: User, account: Account, level: str, state: State) -> None:
    want = wanted(user.grants[level], state.flavour.aliases)
    pattern, has = held(state, account, level)
    if level != GLOBAL and state.wildcards:
        decision.warnings += _wide_grants(account, level, pattern, list(state.database_grants.get(account, {})))
    name = f"{_shown(account)} on {target_of(level)}"
    if state.privileges is None:
        missed = _not_there(want)
    else:
        strange = unknown(want, level, state.privileges)
        if strange:
            decision.problems.append(
                Problem(
                    f"user '{user.name}', grants on '{target_of(level)}'",
                    f"{state.flavour.name} {state.version} has no {', '.join(strange)} to grant there",
                    "see SHOW PRIVILEGES",
                )
            )
            return
        missed = missing(want, level, state.privileges, has)
    if not missed:
        decision.plan.add("grants", name, state="unchanged")
        return
    holds_some = any(privilege != "USAGE" for privilege in has)
    gained = ["ALL"] if want.everything and not holds_some else [one for one in missed if one != "USAGE"]
    if want.grantable:
        gained.append("GRANT OPTION")
    statement = _open(grant_statement(want, missed, pattern, *account))
    outcome = "changed" if holds_some else "created"
    decision.plan.add("grants", name, state=outcome, changes=gained, work=[statement])


def _revoke(decision: Decision, user: User, account: Account, level: str, state: State) -> None:
    lost = excess(state, account, level, user.revokes[level])
    if lost:
        statement = _open(revoke_statement(state, account, level, lost))
        name = f"{_shown(account)} on {target_of(level)}"
        decision.plan.add("revoked", name, state="removed", changes=lost, work=[statement])


def _strangers(state: State) -> list[str]:
    """What a default installation elsewhere leaves open; Debian ships none of it."""
    warnings = [
        f"the anonymous account ''@'{host}' exists: anybody there can log in; drop it if nothing needs it"
        for user, host in sorted(state.logins)
        if not user
    ]
    if "test" in state.databases:
        warnings.append("a database named 'test' exists, which some servers open to every account; drop it if unused")
    return warnings


def decide(databases: Sequence[Database], users: Sequence[User], state: State) -> Decision:
    """Compare and decide; nothing is sent here."""
    decision = Decision(warnings=_strangers(state))
    for database in databases:
        _decide_database(decision, database, state)
    for user in users:
        for account in user.accounts():
            _decide_login(decision, user, account, state)
    for user in users:
        for account in user.accounts():
            for level in () if user.absent else user.grants:
                _decide_level(decision, user, account, level, state)
            for level in () if user.absent else user.revokes:
                _revoke(decision, user, account, level, state)
    # One problem of a user holds for each of its hosts: say it once.
    decision.problems = list(dict.fromkeys(decision.problems))
    return decision
