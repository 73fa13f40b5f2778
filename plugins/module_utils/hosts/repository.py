# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A maker's own repository: its key is pinned by fingerprint, and it delivers its own packages only."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any
from urllib.parse import urlsplit

from . import apt, openpgp
from .files import Files, Wanted
from .ours import HEAD
from .problem import HostError

#: Texts of a field that one line of a source file can hold.
_LINE = re.compile(r"[^\s][^\r\n]*")


@dataclass(frozen=True)
class Repository:
    """Where a maker publishes packages.

    `{version}`, `{id}` and `{codename}` stand for the host's, `{series}` for what the maker calls the version there.
    """

    uri: str
    suite: str
    #: Where the key that signs it is published.
    key_url: str
    #: `Origin` of its Release file, by which its packages are told from others.
    origin: str
    #: Names, with `*`, of the packages that it may deliver.
    packages: tuple[str, ...]
    components: tuple[str, ...] = ("main",)
    #: Fingerprint of that key.
    fingerprint: str = ""
    #: By major version, where each is signed by a key of its own.
    fingerprints: Mapping[str, str] = field(default_factory=dict)
    #: The key itself in ASCII armour; wins over `key_url`.
    key: str = ""
    #: By major version that the maker has, what `{series}` stands for; empty where that is not known.
    series: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Repository:
        """From plain data, such as what `asdict` made of one.

        Raises:
            HostError: A key is unknown or missing.
        """
        lists: dict[str, Any] = {
            name: tuple(value) if isinstance(value, (list, tuple)) else value for name, value in values.items()
        }
        try:
            return cls(**lists)
        except TypeError as error:
            raise HostError(f"repository: {error}") from error

    def filled(self, **values: str) -> Repository:
        """With the host's values in their places: `version`, `id` and `codename`.

        Raises:
            HostError: The maker has no series of that version, as far as is known.
        """
        version = values["version"]
        named = "".join((self.uri, self.suite, *self.components))
        if "{series}" in named and version not in self.series:
            raise HostError(
                f"repository: nothing is known of a version {version or 'that nobody named'}; pin one of "
                f"{', '.join(self.series)}, or give the repository's uri, suite and components"
            )
        if self.fingerprints and not self.fingerprint and version not in self.fingerprints:
            raise HostError(
                f"repository: no key is known of a version {version or 'that nobody named'}; pin one of "
                f"{', '.join(self.fingerprints)}, or give the repository's fingerprint"
            )
        values = {**values, "series": self.series.get(version, "")}
        return replace(
            self,
            uri=_fill(self.uri, values),
            suite=_fill(self.suite, values),
            components=tuple(_fill(one, values) for one in self.components),
            key_url=_fill(self.key_url, values),
            series={},
            fingerprint=self.fingerprint or self.fingerprints.get(values["version"], ""),
            fingerprints={},
        )

    def with_given(self, given: Mapping[str, Any]) -> Repository:
        """With what the user says instead.

        Raises:
            HostError: A key is unknown, or a text cannot stand in a source.
        """
        known = {one.name for one in fields(self)} - {"fingerprints", "series"}
        unknown = sorted(set(given) - known)
        if unknown:
            raise HostError(f"repository: unknown key {', '.join(unknown)}; use {', '.join(sorted(known))}")
        changed = Repository.of({**asdict(self), **given})
        for name in ("uri", "suite", "origin"):
            text = str(getattr(changed, name))
            if text and not _LINE.fullmatch(text):
                raise HostError(f"repository: {name}: is to be one line of text")
        return changed


def files(engine: str, repository: Repository) -> list[Wanted]:
    """The source and what it may deliver."""
    source = {
        "Types": "deb",
        "URIs": repository.uri,
        "Suites": repository.suite,
        # A suite that is a path has no components.
        **({} if repository.suite.endswith("/") else {"Components": " ".join(repository.components)}),
        "Signed-By": keyring(engine),
    }
    where = f"release o={repository.origin}" if repository.origin else f'origin "{urlsplit(repository.uri).hostname}"'
    pins = (("*", -10), (" ".join(repository.packages), 500))
    rules = "\n".join(f"Package: {names}\nPin: {where}\nPin-Priority: {priority}\n" for names, priority in pins)
    return [
        Wanted(source_file(engine), HEAD + "".join(f"{name}: {text}\n" for name, text in source.items()), mode=0o644),
        Wanted(f"/etc/apt/preferences.d/maestro-{engine}.pref", HEAD + rules, mode=0o644),
    ]


def keyring(engine: str) -> str:
    """Where the key lies; apt knows an armoured one by its ending."""
    return f"/etc/apt/keyrings/maestro-{engine}.asc"


def current(engine: str, repository: Repository) -> bool:
    """Whether the host has this source with this key."""
    try:
        with open(keyring(engine), encoding="ascii", errors="replace") as key:
            trusted = _trusted(key.read(), repository)
    except OSError:
        return False
    return trusted and not Files(files(engine, repository)).changes


def present(engine: str) -> bool:
    """Whether the host has a source of ours for the engine, whatever it says."""
    return os.path.exists(source_file(engine))


@contextmanager
def added(engine: str, repository: Repository, fetch: Callable[[str], str], lock_timeout: float) -> Iterator[None]:
    """The host has key, source, pins and the lists of what the repository has; as before where the block fails.

    A source that cannot be read would keep apt from fetching any lists.

    Args:
        engine: Name of the engine.
        repository: With the host's values in their places.
        fetch: Gets the text of a URL.
        lock_timeout: Seconds to wait for the package manager.

    Raises:
        HostError: The key cannot be had, or is another one; or the repository cannot be read.
    """
    written = add(engine, repository, fetch)
    try:
        try:
            apt.refresh(lock_timeout, source_file(engine))
        except HostError as error:
            raise _unreadable(engine, repository, error) from error
        yield
    except BaseException:
        written.undo()
        raise


def _unreadable(engine: str, repository: Repository, error: HostError) -> HostError:
    """The error with what is to be done, where it is of this repository and not of another of the host."""
    if repository.uri.rstrip("/") not in str(error):
        return error
    return HostError(
        f"repository of {engine}: {repository.uri}, suite {repository.suite}, cannot be read, and was taken off the "
        f"host again: {error}\nWhere it has no such suite, pin a version that it has for this release, or correct its "
        "uri and suite in maestro_repositories"
    )


def add(engine: str, repository: Repository, fetch: Callable[[str], str]) -> Files:
    """Writes key, source and pins; returns what was written.

    Args:
        engine: Name of the engine.
        repository: With the host's values in their places.
        fetch: Gets the text of a URL.

    Raises:
        HostError: The key cannot be had, or is another one; nothing was written.
    """
    if not repository.fingerprint:
        raise HostError(
            f"repository of {engine}: no key is trusted; put its fingerprint into the repository's fingerprint"
        )
    key = repository.key or fetch(repository.key_url)
    if not _trusted(key, repository):
        found = ", ".join(openpgp.fingerprints(key)) or "no key"
        raise HostError(
            f"repository of {engine}: {'the given key' if repository.key else repository.key_url} is {found}, "
            f"and {repository.fingerprint} is trusted; nothing was installed. Where the maker has a new key, "
            "put its fingerprint into the repository's fingerprint"
        )
    written = Files(
        [Wanted(keyring(engine), key if key.endswith("\n") else f"{key}\n", mode=0o644), *files(engine, repository)]
    )
    written.check(predict=False)
    written.apply()
    return written


def _trusted(key: str, repository: Repository) -> bool:
    """Whether the pinned key is there and no other: apt would trust each of them."""
    found = openpgp.fingerprints(key)
    return bool(found) and all(openpgp.same(one, repository.fingerprint) for one in found)


def source_file(engine: str) -> str:
    """File of the source."""
    return f"/etc/apt/sources.list.d/maestro-{engine}.sources"


def _fill(text: str, values: Mapping[str, str]) -> str:
    for name, value in values.items():
        text = text.replace(f"{{{name}}}", value)
    return text
