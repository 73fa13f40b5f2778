# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What Elixir code makes of its packages, and what its settings demand.

Adapters of Ecto's repositories, clients that only a condition starts, and variables without which nothing starts.
"""

from __future__ import annotations

import posixpath
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import chain

from ..formats import elixir_tokens as elixir
from ..formats.elixir_code import Placed, placed
from ..formats.errors import FormatError
from ..formats.tokens import Token
from ..model import CONFIGURATION, DEVELOPMENT, DRIVER, LIBRARY, LIVE, Claim, Evidence, Findings
from ..rules.elixir import ADAPTERS, ATOMS, MODULES
from ..rules.names import NAMES
from ..scope import scope_of, words
from ..tree import Tree, tooling
from .env_examples import engine_of_setting

#: Characters of one file of code, and of all that one look reads token by token.
_FILE_LIMIT = 256 * 1024
_CODE_LIMIT = 512 * 1024
#: Folders whose code is no part of the running application.
_ASIDE = frozenset({"deps", "priv", "tasks", "mix_tasks"})
#: Settings of all environments.
_SETTINGS = frozenset({"config", "runtime", "releases"})
#: Mix's names for environments, as everybody else calls them.
_ENVIRONMENTS = {"prod": "production", "dev": "development", "test": "test"}
#: Engines of Oban that keep jobs in another database than PostgreSQL.
_OTHER_QUEUES = frozenset({"Oban.Engines.Lite", "Oban.Engines.Dolphin"})
#: Kinds of tokens that can name an engine.
_TELLING = frozenset({elixir.ALIAS, elixir.ATOM, elixir.LABEL, elixir.STRING})
#: What stands beside a variable that has to be set.
_DEMANDING = ("fetch_env!", "raise")
_LOADING = frozenset({"alias", "import", "require", "defmodule", "@moduledoc"})


def code(tree: Tree, environment: str, findings: Findings, queues: list[Evidence]) -> None:
    """Adds what Ecto's repositories use, and marks packages that code uses only under a condition."""
    reader = _Reader(tree, environment)
    reader.read({claim.engine for claim in findings.claims if _is_open(claim)})
    # A demand under a condition says nothing of whether the code can do without.
    demands = [claim for claim in reader.demands if not (claim.choice and claim.engine in reader.firm)]
    findings.claims += reader.adapters + demands
    if reader.files:
        findings.claims[:] = [reader.weighed(claim) for claim in findings.claims]
    other = {claim.engine for claim in reader.adapters if claim.scope == LIVE and not claim.choice} - {"postgresql"}
    if queues and not reader.other_queue and not other:
        findings.claims += [Claim("postgresql", evidence, LIBRARY) for evidence in queues]


def _is_open(claim: Claim) -> bool:
    return claim.engine in MODULES and claim.scope == LIVE and claim.basis == DRIVER and not claim.choice


class _Reader:
    def __init__(self, tree: Tree, environment: str) -> None:
        self.tree = tree
        self.environment = environment
        self.adapters: list[Claim] = []
        #: Engines of whose place the settings have no default.
        self.demands: list[Claim] = []
        self.other_queue = False
        self.files = 0
        #: Engine to where it is used whatever happens, and where under a condition.
        self.firm: dict[str, str] = {}
        self.maybe: dict[str, str] = {}

    def read(self, engines: set[str]) -> None:
        """Reads all code that may say something of Ecto or of those engines."""
        always = sorted({*ADAPTERS, *_OTHER_QUEUES, "Ecto.Repo", "adapter:"})
        needles = {engine: sorted({*MODULES[engine], *ATOMS[engine]}) for engine in sorted(engines)}
        left = _CODE_LIMIT
        for path, text in self.tree.sources((".ex", ".exs"), sorted({*always, *chain(*needles.values()), *_DEMANDING})):
            scope = self._scope(path)
            if scope is None or len(text) > _FILE_LIMIT:
                continue
            tells = self._tells(text, always, needles)
            if not tells and not (_is_settings(path) and any(word in text for word in _DEMANDING)):
                continue
            left -= len(text)
            if left < 0:
                return
            # Settings that only demand something are no code that could have used a package.
            self.files += tells
            try:
                found = list(elixir.tokens(text))
            except FormatError:
                continue
            self._read(path, scope, found, engines)
        self._repositories()
        self.files = self.files or sum(path.endswith(".ex") for path in self.tree.files)

    def _repositories(self) -> None:
        """`repo_mysql.ex` beside `repo_postgres.ex`: one of them is used, whatever the settings of each say."""
        named: dict[str, set[str]] = {}
        for claim in self.adapters:
            folder, name = posixpath.split(claim.evidence.path)
            if any(NAMES.get(word) == claim.engine for word in words(name.rpartition(".")[0])):
                named.setdefault(folder, set()).add(claim.engine)
        alike = {engine for engines in named.values() if len(engines) > 1 for engine in engines}
        self.adapters = [replace(claim, choice=True) if claim.engine in alike else claim for claim in self.adapters]

    def _tells(self, text: str, always: Sequence[str], needles: Mapping[str, Sequence[str]]) -> bool:
        """True where a text may say something new: of a repository, or of an engine that is not known to be used."""
        return any(word in text for word in always) or any(
            engine not in self.firm and any(word in text for word in words) for engine, words in needles.items()
        )

    def _scope(self, path: str) -> str | None:
        """For which environment a file is; None for what the application does not run."""
        folders, name = set(path.split("/")[:-1]), posixpath.basename(path)
        if tooling(path) or folders & _ASIDE or name in ("mix.exs", ".formatter.exs") or name.endswith("_test.exs"):
            return None
        if _is_settings(path):
            stem = name.removesuffix(".exs")
            return LIVE if stem in _SETTINGS else scope_of(stem, _ENVIRONMENTS[self.environment], DEVELOPMENT)
        return LIVE

    def _read(self, path: str, scope: str, found: Sequence[Token], engines: set[str]) -> None:
        settings = _is_settings(path)
        if not settings and not any(_told(token, engines) for token in found):
            return
        line_starts = _line_starts(found)
        for place in placed(found, self.environment):
            token, index = place.token, place.index
            if token.kind == elixir.ALIAS:
                before = found[index - 1] if index else None
                called = index + 1 < len(found) and found[index + 1].text == "."
                if token.text in ADAPTERS and not called:
                    self._adapter(path, scope, place, before)
                if token.text in _OTHER_QUEUES and scope == LIVE and place.live:
                    self.other_queue = True
            if scope != LIVE or not place.live or line_starts.get(index, "") in _LOADING:
                continue
            if settings and token.kind == elixir.STRING and _demanded(found, index):
                self._demand(path, place)
            for engine in engines:
                if _names(engine, token):
                    where = self.maybe if place.conditional else self.firm
                    where.setdefault(engine, f"{path}:{token.line}")

    def _adapter(self, path: str, scope: str, place: Placed, before: Token | None) -> None:
        picked = before is not None and before.kind == elixir.LABEL and before.text in ("adapter", "default")
        engine = ADAPTERS[place.token.text]
        own = scope if place.live else DEVELOPMENT
        choice = place.conditional or not picked
        detail = f"Ecto adapter {place.token.text}" + (", under a condition" if choice else "")
        evidence = Evidence(path, place.token.line, "configuration", detail)
        if not any(claim.engine == engine and claim.evidence.path == path for claim in self.adapters):
            self.adapters.append(Claim(engine, evidence, CONFIGURATION, own, choice))

    def _demand(self, path: str, place: Placed) -> None:
        name = place.token.text
        engine, _choice = engine_of_setting(name, name)
        if engine:
            evidence = Evidence(path, place.token.line, "configuration", f"{name}, without a default")
            self.demands.append(Claim(engine, evidence, CONFIGURATION, choice=place.conditional))

    def weighed(self, claim: Claim) -> Claim:
        """A package's claim in the light of the code."""
        if not _is_open(claim) or claim.evidence.kind != "dependency" or claim.engine in self.firm:
            return claim
        why = f"used only under a condition, at {self.maybe[claim.engine]}" if claim.engine in self.maybe else ""
        detail = f"{claim.evidence.detail}, {why or 'no code uses it'}"
        return replace(claim, choice=True, evidence=replace(claim.evidence, detail=detail))


def _is_settings(path: str) -> bool:
    return "config" in path.split("/")[:-1] and path.endswith(".exs")


def _demanded(found: Sequence[Token], index: int) -> bool:
    """True for the name in `System.fetch_env!("X")`, and in `System.get_env("X") || raise "…"`."""
    asked = found[index - 2].text if index > 1 and found[index - 1].text == "(" else ""
    after = [token.text for token in found[index + 1 : index + 6] if token.kind != elixir.NEWLINE]
    return asked == "fetch_env!" or (asked == "get_env" and after[:3] == [")", "||", "raise"])


def _told(token: Token, engines: set[str]) -> bool:
    """True for an adapter, a queue, or a name of one of the engines."""
    if token.kind == elixir.ALIAS and (token.text in ADAPTERS or token.text in _OTHER_QUEUES):
        return True
    return token.kind in _TELLING and any(_names(engine, token) for engine in engines)


def _names(engine: str, token: Token) -> bool:
    if token.kind == elixir.ALIAS:
        return any(token.text == name or token.text.startswith(f"{name}.") for name in MODULES[engine]) and not (
            token.text.endswith(("Error", "Exception"))
        )
    if token.kind in (elixir.ATOM, elixir.LABEL):
        return token.text in ATOMS[engine]
    return token.kind == elixir.STRING and token.text.startswith(tuple(f"{name}://" for name in ATOMS[engine]))


def _line_starts(found: Sequence[Token]) -> dict[int, str]:
    """Index of each token to the first word of its line."""
    starts: dict[int, str] = {}
    first = ""
    fresh = True
    for index, token in enumerate(found):
        if token.kind == elixir.NEWLINE:
            fresh = True
            continue
        if fresh:
            first, fresh = token.text, False
        starts[index] = first
    return starts
