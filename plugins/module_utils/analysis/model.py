# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What detectors say (claims) and what the judgement makes of it (needs)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

# What a claim rests on, the weightier first.
CONFIGURATION = "configuration"  #: the application's own settings pick the engine
LIBRARY = "library"  #: a package that cannot work without the engine
DRIVER = "driver"  #: a package that can talk to the engine
SERVICE = "service"  #: somebody runs the engine beside the application
HINT = "hint"  #: an example of the settings, a pipeline or an image names the engine
BASES = (CONFIGURATION, LIBRARY, DRIVER, SERVICE, HINT)

# For which environment a claim speaks.
LIVE = "live"  #: the environment that is analysed
OPTIONAL = "optional"  #: only where somebody asks for it
DEVELOPMENT = "development"  #: development, test or another environment
SCOPES = (LIVE, OPTIONAL, DEVELOPMENT)

#: How the detail of a service says that only a profile starts it.
PROFILED = ", profile "
#: Kinds of evidence, the weightier first.
KINDS = ("configuration", "dependency", "service", "example", "structure")


@dataclass(frozen=True)
class Evidence:
    """A place in the code. The detail never holds a password."""

    #: Relative to the root, with `/`.
    path: str
    #: Counted from 1.
    line: int
    #: One of `KINDS`.
    kind: str
    detail: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}"


@dataclass(frozen=True)
class Claim:
    """One reason to think that the application uses an engine."""

    engine: str
    evidence: Evidence
    basis: str
    scope: str = LIVE
    #: True where the application also runs without it: under a condition, as one of several variants.
    choice: bool = False
    #: True where an environment variable or a local copy decides, and what stands here is only the default.
    default: bool = False
    version_hint: str = ""
    flavour_hint: str = ""
    #: True where the code points at a database that somebody else runs.
    external: bool = False
    #: Where that database answers; empty where the code does not say.
    address: str = ""


@dataclass(frozen=True)
class Variants:
    """Engines that stand in for each other in this application."""

    engines: frozenset[str]
    evidence: Evidence
    #: True where a file for each of them shows it, whatever drivers there are.
    schema: bool = False
    #: True where the application's tests are run with each of them.
    tested: bool = False
    #: True where its documentation says so.
    documented: bool = False


@dataclass(frozen=True)
class Broker:
    """A library that needs one of several engines, whichever the application has."""

    library: str
    engines: tuple[str, ...]
    evidence: Evidence
    #: True where it may use something else that is no engine, such as a hosted queue.
    elsewhere: bool = False


@dataclass(frozen=True)
class Deployment:
    """A file that runs the application itself together with what it needs: what is not in it, is not needed there."""

    path: str
    #: Engines that it runs, those that somebody has to ask for included.
    engines: frozenset[str]
    #: False for one way among others, such as a platform's button, and for what serves developers as well.
    main: bool = True
    #: Engines that it tells the application the place of, wherever they run.
    told: frozenset[str] = frozenset()
    #: The files that it is written in, where that are several, such as those of a chart.
    files: frozenset[str] = frozenset()

    @property
    def places(self) -> frozenset[str]:
        """All files that belong to it."""
        return self.files | {self.path}


@dataclass(frozen=True)
class Framework:
    """A framework, its version as far as the code tells it, and the folder it was found in."""

    name: str
    version: str
    path: str


@dataclass
class Findings:
    """All that detectors saw."""

    claims: list[Claim] = field(default_factory=list)
    variants: list[Variants] = field(default_factory=list)
    #: Engines that are one plug-in among several, with the place that shows it.
    plugins: dict[str, Evidence] = field(default_factory=dict)
    #: Engines that the application's own documentation calls optional, with the place.
    spared: dict[str, Evidence] = field(default_factory=dict)
    #: Databases that are no engine of ours, by name, with the first place.
    strangers: dict[str, Evidence] = field(default_factory=dict)
    brokers: list[Broker] = field(default_factory=list)
    deployments: list[Deployment] = field(default_factory=list)
    frameworks: list[Framework] = field(default_factory=list)
    #: Language to version; the version is empty where the code does not tell it.
    languages: dict[str, str] = field(default_factory=dict)
    web_servers: list[str] = field(default_factory=list)
    procfile: str = ""
    hooks: str = ""
    warnings: list[str] = field(default_factory=list)

    def add(self, other: Findings) -> None:
        """Takes over what another detector saw; what was seen first stays."""
        self.claims += other.claims
        self.variants += other.variants
        self.plugins = {**other.plugins, **self.plugins}
        self.spared = {**other.spared, **self.spared}
        self.strangers = {**other.strangers, **self.strangers}
        self.brokers += other.brokers
        self.deployments += other.deployments
        self.frameworks += [framework for framework in other.frameworks if framework not in self.frameworks]
        for language, version in other.languages.items():
            self.language(language, version)
        self.web_servers += [server for server in other.web_servers if server not in self.web_servers]
        self.procfile = self.procfile or other.procfile
        self.hooks = self.hooks or other.hooks
        self.warnings += other.warnings

    def language(self, name: str, version: str = "") -> None:
        """Notes a language; a known version is not forgotten for an unknown one."""
        self.languages[name] = self.languages.get(name) or version


@dataclass(frozen=True)
class Need:
    """One engine, judged."""

    engine: str
    #: One of `required`, `one_of`, `optional`, `development`.
    need: str
    #: Why, as a sentence without its full stop.
    reason: str
    alternatives: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    #: True for the one of several that the code leans to.
    preferred: bool = False
    version_hint: str = ""
    flavour_hint: str = ""
    external: bool = False
    address: str = ""

    def as_dict(self) -> dict[str, Any]:
        """As the module returns it."""
        return {
            "engine": self.engine,
            "need": self.need,
            "reason": self.reason,
            "alternatives": list(self.alternatives),
            "preferred": self.preferred,
            "evidence": [
                {"path": item.path, "line": item.line, "kind": item.kind, "detail": item.detail}
                for item in self.evidence
            ],
            "version_hint": self.version_hint,
            "flavour_hint": self.flavour_hint,
            "external": self.external,
            "address": self.address,
        }


def weightiest_first(evidence: Iterable[tuple[str, Evidence]]) -> tuple[Evidence, ...]:
    """Evidence with its scope, sorted so that two runs agree: the environment's own first, then what weighs more."""
    unique = {
        (SCOPES.index(scope), KINDS.index(item.kind), item.path, item.line, item.detail): item
        for scope, item in evidence
    }
    return tuple(unique[key] for key in sorted(unique))
