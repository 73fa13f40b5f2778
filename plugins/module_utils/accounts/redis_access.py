# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an access control list gives one user: read from the server's answer or from a line of its file, and written."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any


def hashed(password: str) -> str:
    """A password as the server stores it."""
    return hashlib.sha256(password.encode()).hexdigest()


def key_pattern(text: str) -> str:
    """A pattern of keys as the server spells it: `~orders:*`, `%R~orders:*`."""
    if text.startswith("%"):
        rights, _tilde, pattern = text[1:].partition("~")
        wanted = "".join(sorted(set(rights.upper())))
        return f"~{pattern}" if wanted == "RW" else f"%{wanted}~{pattern}"
    return text if text.startswith("~") else f"~{text}"


def channel_pattern(text: str) -> str:
    """A pattern of channels as the server spells it: `&news:*`."""
    return text if text.startswith("&") else f"&{text}"


@dataclass(frozen=True)
class Access:
    """One user's access. The start is that of a user who was just made: nothing at all."""

    enabled: bool = False
    #: Whether any password will do.
    open: bool = False
    #: SHA-256 in hexadecimal, each.
    passwords: frozenset[str] = field(default=frozenset(), repr=False)
    keys: frozenset[str] = frozenset()
    channels: frozenset[str] = frozenset()
    #: Rules about commands, in their order.
    commands: tuple[str, ...] = ()
    #: Whatever else narrows or widens it: selectors, databases.
    more: tuple[str, ...] = ()

    def words(self) -> list[str]:
        """As words of ACL SETUSER after `reset`, and of the server's file."""
        login = ["nopass"] if self.open else [f"#{one}" for one in sorted(self.passwords)]
        return [
            "on" if self.enabled else "off",
            *(login or ["resetpass"]),
            *(sorted(self.keys) or ["resetkeys"]),
            *(sorted(self.channels) or ["resetchannels"]),
            *self.commands,
        ]


#: Of the user that every connection is before it logs in: it can do nothing but log in.
CLOSED = Access(commands=("-@all",))


def from_answer(answer: Any) -> Access | None:
    """From the answer to ACL GETUSER, by either version of the protocol; None where there is no such user."""
    if not answer:
        return None
    fields = dict(answer) if isinstance(answer, Mapping) else dict(zip(answer[::2], answer[1::2]))
    flags = set(fields["flags"])
    more = [" ".join(_flat(one)) for one in fields.get("selectors") or []]
    databases = fields.get("databases", "alldbs")
    return Access(
        enabled="on" in flags,
        open="nopass" in flags,
        passwords=frozenset(fields["passwords"]),
        keys=frozenset(map(key_pattern, fields["keys"].split())),
        channels=frozenset(fields["channels"].split()),
        commands=tuple(fields["commands"].split()),
        more=(*more, *([] if databases == "alldbs" else [databases])),
    )


def _flat(value: Any) -> list[str]:
    if isinstance(value, Mapping):
        value = [part for pair in value.items() for part in pair]
    return [str(part) for part in value]


def from_words(words: Iterable[str]) -> Access:
    """From the words of a line of the server's file."""
    access = Access()
    waiting: list[str] = []
    for word in words:
        if waiting or word.startswith("("):
            waiting.append(word)
            if word.endswith(")"):
                access = replace(access, more=(*access.more, " ".join(waiting)))
                waiting = []
            continue
        access = _after(access, word)
    return access


def _after(access: Access, word: str) -> Access:
    plain: dict[str, dict[str, Any]] = {
        "on": {"enabled": True},
        "off": {"enabled": False},
        "nopass": {"open": True, "passwords": frozenset()},
        "resetpass": {"open": False, "passwords": frozenset()},
        "allkeys": {"keys": frozenset({"~*"})},
        "resetkeys": {"keys": frozenset()},
        "allchannels": {"channels": frozenset({"&*"})},
        "resetchannels": {"channels": frozenset()},
        "allcommands": {"commands": ("+@all",)},
        "nocommands": {"commands": ("-@all",)},
        "clearselectors": {"more": ()},
        # Neither concerns who may do what.
        "sanitize-payload": {},
        "skip-sanitize-payload": {},
        "alldbs": {},
    }
    changes = plain.get(word.lower())
    if word.lower() == "reset":
        return Access()
    if changes is not None:
        return replace(access, **changes)
    return _after_sign(access, word[:1], word[1:])


def _after_sign(access: Access, sign: str, rest: str) -> Access:
    if sign == "#":
        return replace(access, open=False, passwords=access.passwords | {rest})
    if sign == ">":
        return replace(access, open=False, passwords=access.passwords | {hashed(rest)})
    if sign == "!":
        return replace(access, passwords=access.passwords - {rest})
    if sign == "<":
        return replace(access, passwords=access.passwords - {hashed(rest)})
    if sign in ("~", "%"):
        return replace(access, keys=access.keys | {key_pattern(sign + rest)})
    if sign == "&":
        return replace(access, channels=access.channels | {sign + rest})
    if sign in ("+", "-"):
        return replace(access, commands=(*access.commands, sign + rest))
    return replace(access, more=(*access.more, sign + rest))
