# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Install what is missing: what is there, what is wanted, what differs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field

from . import apt, data, dpkg, initialising, policy
from .problem import HostError
from .version import matches


@dataclass
class Packages:
    """The plan, and after `apply` what came of it."""

    #: `name` or `name=pin`, where a pin is a whole package version or its leading parts.
    wanted: Sequence[str]
    installed: dict[str, str] = field(default_factory=dict)
    #: Name → pin of what is to be installed, in the order wanted.
    missing: dict[str, str] = field(default_factory=dict)
    #: Name → version that an installation would bring, as far as the present lists know.
    offered: dict[str, str] = field(default_factory=dict)
    lists_present: bool = True
    #: Name → the latest version of all that are offered.
    latest: dict[str, str] = field(default_factory=dict)

    @classmethod
    def look(cls, wanted: Sequence[str]) -> Packages:
        """Reads the host; writes nothing."""
        pins = dict(package.partition("=")[::2] for package in wanted)
        installed = dpkg.installed(list(pins))
        missing = {
            name: pin for name, pin in pins.items() if name not in installed or not matches(pin, installed[name])
        }
        found = cls(wanted, installed, missing)
        if missing:
            found.read_offers()
        return found

    @property
    def changed(self) -> bool:
        """Whether anything is to be installed."""
        return bool(self.missing)

    @property
    def unknown(self) -> list[str]:
        """What is missing and not offered."""
        return [f"{name}={pin}" if pin else name for name, pin in self.missing.items() if name not in self.offered]

    def read_offers(self) -> None:
        """Asks the present package lists."""
        self.lists_present = apt.lists_present()
        offers = apt.offers(list(self.missing))
        found = {name: offers[name].matching(pin) for name, pin in self.missing.items() if name in offers}
        self.offered = {name: version for name, version in found.items() if version}
        self.latest = {name: offer.versions[0] for name, offer in offers.items() if offer.versions}

    @property
    def chosen(self) -> list[str]:
        """What is missing as apt-get takes it: with the version where one is pinned."""
        return [f"{name}={self.offered[name]}" if pin else name for name, pin in self.missing.items()]

    @property
    def earlier(self) -> list[str]:
        """Of `chosen`, what is offered in a later version too, as are its siblings, which apt would take."""
        return [
            f"{name}={self.offered[name]}"
            for name, pin in self.missing.items()
            if pin and self.offered[name] != self.latest.get(name)
        ]

    def find(self, lock_timeout: float) -> None:
        """Fetches the package lists where they do not know what is missing.

        Raises:
            HostError: They still do not.
        """
        if self.unknown:
            apt.refresh(lock_timeout)
            self.read_offers()
        if self.unknown:
            raise HostError(
                f"the host's repositories have no {', '.join(self.unknown)}; "
                "add the repository that has it, or pin a version that is offered (apt-cache policy)"
            )

    def prove(self, *, recommends: bool) -> None:
        """Has apt-get say whether the pinned versions go together with what is here and offered; changes nothing.

        Raises:
            HostError: They do not.
        """
        pins = [f"{name} {self.offered[name]}" for name, pin in self.missing.items() if pin]
        told = apt.hindrance(self.chosen, self.earlier, recommends=recommends) if pins else ""
        if told:
            raise HostError(
                f"{', '.join(pins)} cannot be installed, and nothing was: {told}; pin another version that is offered "
                "(apt-cache policy), or its leading parts to get the newest of them"
            )

    def apply(self, *, recommends: bool, lock_timeout: float, engine: str = "", data_directory: str = "") -> None:
        """Installs what is missing without starting anything.

        Args:
            recommends: Whether what they recommend is installed too.
            lock_timeout: Seconds to wait for whoever holds the package manager.
            engine: Whose packages they are.
            data_directory: Where they make its data, if they do.

        Raises:
            HostError: It could not be done; the message says why.
        """
        making = bool(data_directory) and (
            initialising.interrupted(engine, data_directory) or not data.within(data_directory)
        )
        try:
            with policy.no_start(), initialising.begun(engine, data_directory) if making else nullcontext():
                if making:
                    data.empty(data_directory)
                if dpkg.interrupted():
                    apt.finish_interrupted(lock_timeout)
                self.find(lock_timeout)
                try:
                    apt.install(self.chosen, self.earlier, recommends=recommends, lock_timeout=lock_timeout)
                except HostError:
                    if not (making and data.within(data_directory)):
                        raise
                    # The server's own program failed over its first data. Over what it left it would fail each time.
                    data.empty(data_directory)
                    apt.install(self.chosen, self.earlier, recommends=recommends, lock_timeout=lock_timeout)
        except HostError:
            if making:
                # Only a killed run leaves the note: what somebody makes there by hand from now on is theirs.
                data.empty(data_directory)
                initialising.forget(engine)
            raise
        after = dpkg.installed(list(self.missing))
        lacking = sorted(set(self.missing) - set(after))
        if lacking:
            raise HostError(f"apt-get ended well, yet {', '.join(lacking)} is not installed; see /var/log/apt/term.log")
        self.installed.update(after)

    def diff(self, installed: Mapping[str, str]) -> dict[str, str]:
        """Before and after, in Ansible's shape; `installed` are the versions that were there."""
        before = {name: installed.get(name, "") for name in self.missing}
        return {
            "before_header": "packages",
            "after_header": "packages",
            "before": "".join(f"{name} {version}\n" for name, version in before.items() if version),
            "after": "".join(f"{name} {self.offered.get(name) or '(newest)'}\n" for name in self.missing),
        }
