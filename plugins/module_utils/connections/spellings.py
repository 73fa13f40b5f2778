# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How drivers spell a connection URL: their schemes, several hosts, and TLS by which the peer is checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Union

from ..engines import ENGINES

Param = Union[str, int, bool]

#: Names of the spellings; `url` is what most drivers take.
SPELLINGS = ("url", "jdbc", "sqlalchemy")


@dataclass(frozen=True)
class Spelling:
    """What belongs to one scheme in one spelling."""

    #: Replaces the scheme where the connection is encrypted.
    tls_scheme: str = ""
    #: Parameters that encrypt the connection and check who answers.
    tls: Mapping[str, Param] = field(default_factory=dict)
    #: Parameters that name the authority, of which one has to be given: the driver checks nobody without.
    authority: tuple[str, ...] = ()
    #: Joins several hosts within one URL; empty where it names one host only.
    hosts: str = ""
    #: Joins one URL a host, for clients that take a list; empty where there is none.
    urls: str = ""
    #: False where the driver takes every part as it stands, so that none may need an encoding.
    decodes: bool = True

    @property
    def encrypts(self) -> bool:
        """Whether it is known how to ask for an encrypted connection."""
        return bool(self.tls_scheme or self.tls)


LIBPQ: Mapping[str, Param] = {"sslmode": "verify-full"}

#: By spelling and scheme. The first scheme of an engine is the one that it takes where none is asked for.
KNOWN: dict[str, dict[str, Spelling]] = {
    "url": {
        # Of mysqlclient, to which Django hands parameters as they stand.
        "mysql": Spelling(tls={"ssl_mode": "VERIFY_IDENTITY"}),
        "mysql2": Spelling(tls={"ssl_mode": "verify_identity"}),
        "postgresql": Spelling(tls=LIBPQ, hosts=","),
        "mongodb": Spelling(tls={"tls": True}, hosts=","),
        "redis": Spelling(tls_scheme="rediss"),
        "amqp": Spelling(tls_scheme="amqps", urls=";"),
        "http": Spelling(tls_scheme="https", urls=","),
    },
    "jdbc": {
        "postgresql": Spelling(tls=LIBPQ, hosts=","),
        "mysql": Spelling(tls={"sslMode": "VERIFY_IDENTITY"}, hosts=","),
        # MariaDB's own driver; it takes no jdbc:mysql.
        "mariadb": Spelling(tls={"sslMode": "verify-full"}, hosts=",", decodes=False),
    },
    "sqlalchemy": {
        "postgresql+psycopg": Spelling(tls=LIBPQ),
        "postgresql+psycopg2": Spelling(tls=LIBPQ),
        # SQLAlchemy's own words, which become one argument of the driver; the driver's own would take its place.
        "mysql+pymysql": Spelling(tls={"ssl_check_hostname": True}, authority=("ssl_ca", "ssl_capath")),
        "mysql+mysqldb": Spelling(tls={"ssl_mode": "VERIFY_IDENTITY"}),
    },
}


def default_scheme(engine: str, spelling: str) -> str:
    """The scheme of an engine in a spelling.

    Raises:
        ValueError: The engine or the spelling is unknown, or the engine is not reached so.
    """
    known = ENGINES.get(engine)
    if known is None:
        raise ValueError(f"'{engine}' is not an engine; use one of: {', '.join(ENGINES)}")
    if spelling not in SPELLINGS:
        raise ValueError(f"'{spelling}' is not a spelling; use one of: {', '.join(SPELLINGS)}")
    if not known.scheme:
        raise ValueError(f"{engine} is not reached by a URL")
    if spelling == "url":
        return known.scheme
    for scheme in KNOWN[spelling]:
        if scheme.partition("+")[0] == known.scheme:
            return scheme
    raise ValueError(f"{engine} has no {spelling} spelling; use the spelling 'url'")


def spelling_of(spelling: str, scheme: str) -> Spelling:
    """What belongs to a scheme; a scheme that is not known takes one host and no encryption of ours."""
    return KNOWN[spelling].get(scheme, Spelling())
