# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the intruder tries, and how it has to be refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

Logins = Mapping[str, Sequence[Sequence[str | None]]]
#: Tried all the time: nothing, and what packages come with.
PACKAGED: Logins = {
    "mysql": [["root", ""], ["", ""], ["mysql", ""]],
    "postgresql": [["postgres", "postgres"]],
    "mongodb": [[None, None]],
    "redis": [[None, None]],
    "rabbitmq": [["guest", "guest"]],
    "influxdb": [[None, None]],
    "elasticsearch": [[None, None], ["elastic", "changeme"], ["admin", "admin"]],
}
_WORDS = ("", "admin", "password", "root", "secret", "changeme", "123456", "maestro", "maestro_admin")
#: Tried once at the end: what administrators of each engine are called, with the passwords that everybody knows.
KNOWN: Logins = {
    "mysql": [["", ""]]
    + [
        [user, word]
        for user in ("root", "mysql", "mariadb.sys", "debian-sys-maint", "maestro_admin")
        for word in _WORDS
    ],
    "postgresql": [[user, word] for user in ("postgres", "shop_production") for word in (*_WORDS[1:], "postgres")],
    "mongodb": [[None, None]] + [[user, word] for user in ("admin", "root", "maestro_admin") for word in _WORDS[1:]],
    "redis": [[None, None]]
    + [[user, word] for user in ("default", "maestro_admin") for word in (*_WORDS[1:], "foobared", "redis")],
    "rabbitmq": [["guest", "guest"]] + [[user, word] for user in ("admin", "maestro_admin") for word in _WORDS[1:4]],
    "influxdb": [[None, None]]
    + [[user, word] for user in ("admin", "influxdb", "root", "maestro_admin") for word in (*_WORDS[1:], "influxdb")],
    "elasticsearch": [[None, None]]
    + [[user, word] for user in ("elastic", "kibana", "admin", "maestro_admin") for word in (*_WORDS[1:], "elastic")],
}
#: How each engine that has logins refuses one: by its own words or code, so that nothing else kept the intruder out.
REFUSALS = {
    "mysql": {"OperationalError 1045", "OperationalError 1698"},
    "postgresql": {"OperationalError password authentication failed"},
    "mongodb": {"OperationFailure 13", "OperationFailure 18"},
    "redis": {"Authentication required.", "WRONGPASS invalid username-password pair or user is disabled."},
    "elasticsearch": {"HTTPError 401"},
    "rabbitmq": {"ProbableAuthenticationError"},
    "influxdb": {"HTTPError 401"},
}
