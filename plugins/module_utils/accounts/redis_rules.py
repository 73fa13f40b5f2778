# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Command rules of access control lists: what each kind of account gets, and what a list of rules comes to.

Servers store rules in words of their own (7.0 rewrites them, later ones keep them), so two lists are compared by the
commands that they allow on this very server.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

#: What `-@dangerous` takes away and clients need all the same. None of these leaves the keyspace or changes the server.
#:
#: | command | who needs it |
#: |---|---|
#: | INFO | Sidekiq (boot, web page), BullMQ and RQ (version), ioredis (ready check) |
#: | CLIENT LIST | BullMQ and Bull (`getWorkers`), and their dashboards |
#: | FLUSHDB | `cache.clear()` of Django, django-redis, Rails and Laravel; the account may delete every key anyway |
#: | KEYS | django-redis `keys()`, Flask-Caching `clear()`; a script can do the same with SCAN |
#: | SORT, SORT_RO | Ohm and other object mappers; they reach only keys, all of which the account may read |
#:
#: What stays refused: ACL, CONFIG (it would tell passwords), SHUTDOWN, FLUSHALL, SWAPDB, DEBUG, MONITOR, MODULE, SAVE,
#: REPLICAOF, FAILOVER, MIGRATE, RESTORE, SLOWLOG, LATENCY, CLIENT KILL. CLIENT SETINFO, SETNAME, ID and INFO, EVAL,
#: FUNCTION, PUBLISH, SUBSCRIBE, MEMORY USAGE, OBJECT and COMMAND are not dangerous to the server's mind.
HARMLESS = ("+info", "+client|list", "+flushdb", "+keys", "+sort", "+sort_ro")

#: What every client asks of a connection, whatever it may do with keys.
_CONNECTED = ("+@connection", "+@transaction", "-@admin", "-@dangerous", "+info")

KINDS: Mapping[str, tuple[str, ...]] = {
    "application": ("+@all", "-@admin", "-@dangerous", *HARMLESS),
    "read_write": ("-@all", "+@read", "+@write", "+@pubsub", *_CONNECTED),
    "read_only": ("-@all", "+@read", *_CONNECTED),
    "admin": ("+@all",),
    "replication": ("-@all", "+psync", "+replconf", "+ping"),
}
#: Kinds that see keys and channels at all.
WITH_KEYS = ("application", "read_write", "read_only", "admin")

_RULE = re.compile(r"[+-](@[a-z0-9_]+|[a-z0-9_.-]+(\|[a-z0-9_.-]+)?)")
_WORDS = {"allcommands": "+@all", "nocommands": "-@all"}


def is_rule(text: str) -> bool:
    """Whether a text is a rule about commands, and nothing else that an access control list may hold."""
    return text in _WORDS or bool(_RULE.fullmatch(text))


def normal(rules: Iterable[str]) -> tuple[str, ...]:
    """Rules in one spelling, without those that a later one about the same thing undoes."""
    spelled = [_WORDS.get(rule.lower(), rule.lower()) for rule in rules]
    if "+@all" in spelled or "-@all" in spelled:
        start = max(index for index, rule in enumerate(spelled) if rule[1:] == "@all")
        spelled = spelled[start:]
    last = {rule[1:]: index for index, rule in enumerate(spelled)}
    kept = [rule for index, rule in enumerate(spelled) if last[rule[1:]] == index]
    return tuple(kept[1:] if kept[:1] == ["-@all"] else kept)


@dataclass(frozen=True)
class Catalogue:
    """The commands of a server: category → commands, where `config|get` is a subcommand."""

    categories: Mapping[str, frozenset[str]]

    @classmethod
    def of(cls, listed: Mapping[str, Iterable[str]]) -> Catalogue:
        """From the answers to ACL CAT. Commands that only hold subcommands are left out."""
        named = {category: frozenset(commands) for category, commands in listed.items()}
        holders = {name.partition("|")[0] for commands in named.values() for name in commands if "|" in name}
        return cls({category: commands - holders for category, commands in named.items()})

    @property
    def every(self) -> frozenset[str]:
        """All commands."""
        return frozenset().union(*self.categories.values())

    def members(self, name: str) -> frozenset[str]:
        """What a rule's name stands for: `@category`, `command` or `command|subcommand`. Empty where unknown."""
        if name == "@all":
            return self.every
        if name.startswith("@"):
            return self.categories.get(name[1:], frozenset())
        return frozenset(one for one in self.every if one == name or one.startswith(f"{name}|"))

    def allowed(self, rules: Iterable[str]) -> frozenset[str]:
        """The commands that a list of rules allows."""
        allowed: frozenset[str] = frozenset()
        for rule in normal(rules):
            members = self.members(rule[1:])
            allowed = allowed | members if rule[0] == "+" else allowed - members
        return allowed

    def unknown(self, rules: Iterable[str]) -> list[str]:
        """Rules about what this server does not have."""
        return [rule for rule in rules if rule not in _WORDS and not self.members(rule[1:].lower())]


def same(one: Iterable[str], other: Iterable[str], catalogue: Catalogue | None) -> bool:
    """Whether two lists allow the same commands. Without a server to ask only their spelling can tell."""
    one, other = normal(one), normal(other)
    if one == other:
        return True
    return catalogue is not None and catalogue.allowed(one) == catalogue.allowed(other)
