# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What differs between MySQL and MariaDB when accounts are converged."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Callable, ClassVar

#: (user, host)
Account = tuple[str, str]
#: Runs one statement, gives its rows.
Query = Callable[[str], Sequence[Sequence[Any]]]


@dataclass(frozen=True)
class Login:
    """One way to log in to an account, as the server stores it."""

    plugin: str
    verifier: bytes = field(repr=False)


@dataclass(frozen=True)
class Identification:
    """The clause of CREATE USER or ALTER USER that sets a password, and the part of it that nobody may read."""

    clause: str = field(repr=False)
    secret: str = field(repr=False)

    @property
    def shown(self) -> str:
        """The clause without the secret."""
        return self.clause.replace(self.secret, "...")


class Flavour(ABC):
    """A server's own ways. Objects of it hold no state of a server but what `prepare` read."""

    name: str = ""
    #: Other spellings of privileges → the server's own.
    aliases: ClassVar[Mapping[str, str]] = {}

    @abstractmethod
    def logins(self, query: Query) -> dict[Account, tuple[Login, ...]]:
        """All accounts with their ways to log in; roles left out."""

    @abstractmethod
    def matches(self, login: Login, password: str) -> bool:
        """True when this way is the one we set, with this password."""

    @abstractmethod
    def identification(self, password: str) -> Identification:
        """How to set this password; the clear text stays here."""

    def prepare(self, variables: Mapping[str, str]) -> None:
        """Take from the server's global variables what `identification` depends on."""
        del variables  # nothing, where the flavour does not say otherwise

    def has_password(self, logins: Sequence[Login], password: str) -> bool:
        """True when the account lets this password in by one of its ways.

        A second way (a password kept for the time of a rotation, a socket) is not ours to remove.
        """
        return any(self.matches(login, password) for login in logins)
