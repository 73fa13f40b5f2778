# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every verdict on an engine, and the words by which places in the tree are weighed."""

from __future__ import annotations

from dataclasses import dataclass

from ...engines import ENGINES


@dataclass(frozen=True)
class Verdict:
    """A need and its reason, as the user reads it."""

    need: str
    reason: str


#: Every verdict there is.
VERDICTS = {
    "picked": Verdict("required", "the application's configuration picks it"),
    "library": Verdict("required", "a library of the application cannot work without it"),
    "driver": Verdict("required", "the application depends on a driver for it"),
    "lone": Verdict("required", "it is the only database server that the application has a driver for"),
    "run": Verdict("required", "the application can use it, and its own deployment file runs it"),
    "service": Verdict("required", "a deployment file runs it beside the application"),
    "told": Verdict("required", "an example of its settings points at it"),
    "one_of": Verdict("one_of", "the application can use any of these and picks none"),
    "broker": Verdict("one_of", "the application queues jobs and needs one of these as its broker"),
    "asked": Verdict("optional", "the application also runs without it"),
    "unrun": Verdict("optional", "the application has a driver for it, but its own deployment file runs without it"),
    "unnamed": Verdict("optional", "the application has a driver for it, but its settings name other servers alone"),
    "passed": Verdict("optional", "the application has a driver for it, but its configuration picks another database"),
    "beside": Verdict("optional", "a deployment file runs it, but the application has no driver for it"),
    "extra": Verdict("optional", "an optional part of the application brings it"),
    "stand_in": Verdict("optional", "it stands in where no database server is set up"),
    "aside": Verdict("optional", "one part keeps a local file with it, another one needs a database server"),
    "elsewhere": Verdict("development", "it is only in groups or files for development, tests or another environment"),
}

#: Verdicts that rest on what is installed or run, not on what settings or libraries say.
UNSPOKEN = frozenset({"driver", "service"})

#: Engines that an application usually has one of: they compete, the others add up.
RELATIONAL = frozenset({"mysql", "postgresql", "sqlite"})
#: Never a server: it gives way to one.
STAND_IN = "sqlite"
#: The servers among those that compete.
RIVAL_SERVERS = RELATIONAL - {STAND_IN}
#: Engines that hold an application's main data.
STORES = frozenset({"mysql", "postgresql", "mongodb"})
#: Engines that an application with a store of its own sends figures to, where somebody has one and asks for it.
SINKS = frozenset({"influxdb"})
#: Engines that it sends messages to, likewise, where files run or show others and none this one.
RELAYS = frozenset({"rabbitmq"})
#: Engines that code only reaches with a library: where none is known, only what is there to run the application counts.
BY_LIBRARY = frozenset({"memcached"})
#: Languages whose code, with its manifest, names an engine wherever it uses it, and which: where it does not, what a
#: file runs beside the application is another program's.
OUTSPOKEN: dict[str, frozenset[str]] = {"php": frozenset(ENGINES), "python": RELATIONAL}
#: Languages that most applications have for their pages as well.
IN_PAGES = frozenset({"node"})
#: Manifests of code whose frameworks take the place of every server from settings that are read here.
BY_SETTINGS = ("pom.xml", ".gradle", ".gradle.kts")
#: Stores that hardly any application supports beside relational ones, unless databases are what it is about.
DOCUMENT_STORES = frozenset({"mongodb", "elasticsearch", "influxdb"})

#: A deployment file in such a folder speaks for the folder above.
DEPLOYMENT_FOLDER_WORDS = frozenset(
    """
    docker compose container containers deploy deployment deployments infra infrastructure hosting install installer
    selfhost selfhosted self ops kubernetes k8s helm chart charts
    """.split()
)
#: A package in a folder with such a word is a part to connect; the application runs without any of them.
CONNECTOR_WORDS = frozenset(
    """
    plugin plugins connector connectors collector collectors integrations datasource datasources runner runners
    extensions
    """.split()
)
#: So is one in a folder that has such a word beside an engine's name: `adapter-cache-redis`.
ADAPTER_WORDS = frozenset({"adapter", "adapters"})
