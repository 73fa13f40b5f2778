# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Parameters of a URL that another one takes the place of: how the application works stays, where it goes does not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

from .conflicts import JDBC, VARIABLES, scheme_of

#: Parameters that win over the rest of a URL, or that only the old server could meet, as drivers of all languages
#: spell them; without case, `-` and `_`.
LEADING = frozenset(
    {
        # Where it goes.
        *("host", "hostaddr", "hostname", "port", "family", "path", "url", "uri"),
        *("socket", "socketpath", "unixsocket", "unixsocketpath", "localsocket", "pipe", "namedpipepath"),
        *("socketfactory", "socketfactoryarg", "service", "servicefile", "servicename"),
        *("pghost", "pgport", "pgdbname", "readdefaultfile", "readdefaultgroup"),
        *("db", "dbindex", "dbname", "database", "databasename", "vhost", "virtualhost"),
        # As whom.
        *("user", "username", "login", "password", "passwd", "pass", "pwd", "passfile"),
        *("auth", "authsource", "authmechanism", "authmechanismproperties", "authplugin", "defaultauth", "requireauth"),
        *("defaultauthenticationplugin", "authenticationplugins", "authenticationpluginclassname", "saslmethod"),
        *("gssapiservicename", "gssencmode", "gsslib", "krbsrvname", "kerberosservername"),
        *("jaaslogin", "jaasapplicationname", "channelbinding"),
        # Which member of which cluster.
        *("replicaset", "directconnection", "loadbalanced", "connect", "srvservicename", "srvmaxhosts"),
        *("readpreferencetags", "targetsessionattrs", "targetservertype", "loadbalancehosts"),
        *("cluster", "rediscluster", "redissentinel"),
        # Whom it trusts; names with `ssl` and the like are among them as well.
        *("key", "keyfile", "verify", "failifnopeercert", "servernameindication"),
    }
)
LEADING_PARTS = re.compile(r"ssl|tls|cert|keystore|truststore|^proxy|^sentinel")
#: What every reader takes alike, once it is quoted as a whole.
PLAIN = re.compile(r"""[A-Za-z][\w.%\[\]-]*(?:=[^\s"'$\x60\\\x00-\x1f]*)?""")


def with_parameters(url: str, old: str) -> str:
    """A URL with the parameters of another one of its engine that do not say where that leads, each as written."""
    known = {name for name, _dummy in parameters(url)}
    pairs = [
        pair
        for name, pair in parameters_beside(url, old)
        if name not in known and not leads(name) and PLAIN.fullmatch(pair)
    ]
    return f"{url}{'&' if known else '?'}{'&'.join(pairs)}" if pairs else url


def lost(url: str, old: str) -> list[str]:
    """The names of parameters that a URL does not take over, since they say where the old one leads."""
    known = {name for name, _dummy in parameters(url)}
    found = [name for name, _dummy in parameters_beside(url, old) if name not in known and leads(name)]
    # What stands there may be a part of a password that is not encoded.
    return [] if any("@" in pair for _dummy, pair in parameters(old)) else list(dict.fromkeys(found))


def told(place: str, url: str, old: str) -> list[str]:
    """What the user should know of a URL that takes another one's place."""
    names = ", ".join(lost(url, old))
    return [f"{place} does not keep {names} of the old URL: they say how that server is reached"] if names else []


def leads(name: str) -> bool:
    """Whether a parameter says where a client goes, as whom, or whom it trusts."""
    plain = re.sub("[-_]", "", name.partition("[")[0]).lower()
    return plain in LEADING or bool(LEADING_PARTS.search(plain))


def parameters_beside(url: str, old: str) -> Iterator[tuple[str, str]]:
    """The parameters of an old URL; none of one for another engine."""
    if old.startswith(JDBC) == url.startswith(JDBC) and engine_of(old) == engine_of(url):
        yield from parameters(old)


def engine_of(url: str) -> str:
    """What the schemes have in common that lead to one engine, such as ``postgres`` and ``postgresql``."""
    scheme = scheme_of(url)
    return VARIABLES.get(scheme, scheme)


def parameters(url: str) -> list[tuple[str, str]]:
    """Each parameter's name with what stands there."""
    pairs = url.partition("?")[2].partition("#")[0].split("&")
    return [(unquote(pair.partition("=")[0]), pair) for pair in pairs if pair]
