# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is known of one engine when it is judged."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import takewhile

from .model import (
    CONFIGURATION,
    DEVELOPMENT,
    DRIVER,
    HINT,
    LIBRARY,
    LIVE,
    OPTIONAL,
    PROFILED,
    SERVICE,
    Claim,
    Deployment,
    Findings,
)
from .rules.judgement import (
    BY_SETTINGS,
    DEPLOYMENT_FOLDER_WORDS,
    DOCUMENT_STORES,
    IN_PAGES,
    OUTSPOKEN,
    STAND_IN,
    STORES,
)
from .rules.jvm_settings import ENDINGS
from .scope import words

#: Folders below the root at which a file is no longer about the whole.
FAR_DOWN = 3


@dataclass(frozen=True)
class Facts:
    """The claims for an engine, and what they amount to."""

    engine: str
    claims: tuple[Claim, ...]
    #: Files that run the application, and are about the part of the tree that the claims come from.
    deployments: tuple[Deployment, ...]
    #: True where its code is one plug-in among several.
    plugin: bool = False
    #: True where the tree holds a manifest that is read, so that a driver would have been seen.
    code: bool = True
    #: True where the application's own documentation says that it is optional.
    spared: bool = False
    #: True where the code is in a language that names the engine wherever it uses it.
    outspoken: bool = False
    #: True where the application's settings name the servers that it uses, and not this one.
    unnamed: bool = False

    @property
    def live(self) -> list[Claim]:
        """Claims for the environment that is analysed."""
        return [claim for claim in self.claims if claim.scope == LIVE]

    @property
    def spoken(self) -> list[Claim]:
        """What the code itself says, for whichever environment."""
        return [claim for claim in self.claims if claim.basis not in (SERVICE, HINT)]

    @property
    def seen(self) -> bool:
        """True where somebody says that the analysed environment has to do with it; hints count where they are all."""
        return any(claim.basis != HINT or not self.code for claim in self.live)

    @property
    def manifests(self) -> set[tuple[str, str]]:
        """The files that ask for its driver, each with the scope; what is for developers alone is left out."""
        return {
            (claim.evidence.path, claim.scope)
            for claim in self.claims
            if claim.basis == DRIVER and claim.scope != DEVELOPMENT
        }

    @property
    def for_developers(self) -> bool:
        """True where the code speaks of it, and only to developers; who runs it does not say for whom it is."""
        return bool(self.spoken) and all(claim.scope == DEVELOPMENT for claim in self.spoken)

    def has(self, basis: str, firm: bool = False) -> bool:
        """True where a live claim rests on that; `firm`: one without a condition."""
        return any(claim.basis == basis and not (firm and claim.choice) for claim in self.live)

    @property
    def optional(self) -> bool:
        """True where somebody can ask for it."""
        return any(claim.scope == OPTIONAL for claim in self.claims)

    @property
    def extra(self) -> bool:
        """True for a driver that comes with an extra; one of a connector is for others."""
        return any(claim.scope == OPTIONAL and claim.basis == DRIVER and not claim.choice for claim in self.claims)

    @property
    def only_extra(self) -> bool:
        """True where all that the code says of it, its settings included, is for those who ask for an extra."""
        spoken = {(claim.basis, claim.scope) for claim in self.spoken}
        return (CONFIGURATION, OPTIONAL) in spoken and all(scope != LIVE for _basis, scope in spoken)

    @property
    def offered(self) -> bool:
        """True where all that the code says of it is that somebody may ask for it."""
        return bool(self.spoken) and all(claim.scope == OPTIONAL for claim in self.spoken)

    @property
    def picked(self) -> bool:
        """True where the application's own settings name it and nothing else decides."""
        return any(claim.basis == CONFIGURATION and not claim.choice and not claim.default for claim in self.live)

    @property
    def conditional(self) -> bool:
        """True where the code uses it, but only under a condition."""
        return self.plugin or any(
            claim.choice or claim.basis == CONFIGURATION for claim in self.live if claim.basis not in (SERVICE, HINT)
        )

    @property
    def avoidable(self) -> bool:
        """True where every claim of the code says that the application also runs without it."""
        spoken = [claim for claim in self.live if claim.basis not in (SERVICE, HINT)]
        return bool(spoken) and all(claim.choice for claim in spoken)

    @property
    def served(self) -> bool:
        """True where somebody runs it without being asked, and no file of more weight goes without it."""
        firm = {claim.evidence.path for claim in self.live if claim.basis == SERVICE and not claim.choice}
        if all(claim.scope == DEVELOPMENT or (claim.choice and claim.scope != LIVE) for claim in self.spoken):
            # No code but a connector's or that of tests speaks of it, and what runs it far down serves its own there.
            firm = {path for path in firm if len(_above(path)) < FAR_DOWN}
            # Nor is it needed where a plainer way to deploy the same goes without it, or runs it for others.
            main = _files(item for item in self.deployments if item.main)
            run = [claim for claim in self.live if claim.basis == SERVICE and claim.evidence.path in main]
            if run and all(claim.choice for claim in run):
                return False
            plain = [item for item in self.deployments if self.engine not in item.engines]
            firm -= _files(item for item in self.deployments if any(_plainer(other, item) for other in plain))
        without = any(deployment.main and self.engine not in deployment.engines for deployment in self.deployments)
        aside = _files(item for item in self.deployments if not item.main)
        return bool(firm - aside if without else firm)

    @property
    def tried(self) -> bool:
        """True where all that is known of it is that a file runs it for those who choose it."""
        return all(claim.basis in (SERVICE, HINT) or claim.scope == DEVELOPMENT for claim in self.claims) and any(
            claim.basis == SERVICE and claim.choice for claim in self.live
        )

    @property
    def left_out(self) -> bool:
        """True where its settings only pick it under a condition, and a file that runs the application does not."""
        spoken = [claim for claim in self.live if claim.basis == CONFIGURATION]
        return bool(spoken) and all(claim.choice for claim in spoken) and self.shunned

    @property
    def run(self) -> bool:
        """True where a file that is there to run the application runs this beside it, without being asked."""
        files = _files(item for item in self.deployments if item.main)
        return any(claim.basis == SERVICE and not claim.choice and claim.evidence.path in files for claim in self.live)

    @property
    def shown(self) -> bool:
        """True where an example of its settings names it, and each file that is there to run the application has it."""
        return self.run and not self.shunned and self.has(HINT)

    @property
    def profiled(self) -> bool:
        """True where each file that runs the application has it only for those who ask for a profile."""
        asked = {claim.evidence.path for claim in self.live if claim.choice and PROFILED in claim.evidence.detail}
        files = [item for item in self.deployments if item.main] or self.deployments
        return bool(files) and all(self.engine in item.engines and item.places & asked for item in files)

    @property
    def shunned(self) -> bool:
        """True where a file that is there to run the application goes without it."""
        return any(item.main and self.engine not in item.engines | item.told for item in self.deployments)

    @property
    def handed(self) -> bool:
        """True where a file that is there to run the application runs this beside it, and tells it so."""
        return self.run and any(item.main and self.engine in item.engines & item.told for item in self.deployments)

    def instead(self, others: Collection[str]) -> bool:
        """True where a file runs the application with this one, and without any of the others."""
        files = {claim.evidence.path for claim in self.claims if claim.basis == SERVICE and claim.scope == LIVE}
        return any(item.places & files and not item.engines & set(others) for item in self.deployments)

    @property
    def everywhere(self) -> bool:
        """True where several files run the application and none goes without it: whatever the code says, it is used."""
        if any(claim.choice and PROFILED in claim.evidence.detail for claim in self.live):
            # What somebody has to ask for is gone without.
            return False
        whole = {place: item.path for item in self.deployments for place in item.places}
        paths = (claim.evidence.path for claim in self.claims if claim.basis == SERVICE)
        files = {whole.get(path, path) for path in paths}
        # Code that asks for it is not told of it: the file only runs it.
        untold = any(item.main and item.told and self.engine not in item.told for item in self.deployments)
        return (
            self.run and len(files) > 1 and not untold and all(self.engine in item.engines for item in self.deployments)
        )

    @property
    def unrun(self) -> bool:
        """True for a driver that nothing asks to be used, while the application is run without the engine.

        A library that cannot work without it counts like a driver where the file is there to run the application: what
        is needed at all would be in it.
        """
        main = any(deployment.main for deployment in self.deployments)
        return (
            bool(self.deployments)
            and bool(self.live)
            and all(claim.basis in (DRIVER, HINT, SERVICE) or (main and claim.basis == LIBRARY) for claim in self.live)
            and any(claim.basis in (DRIVER, LIBRARY) for claim in self.live)
            and not self.served
            # The file itself leads the application to one that runs elsewhere.
            and not any(self.engine in deployment.told - deployment.engines for deployment in self.deployments)
            # Each of several ways has it.
            and (main or not all(self.engine in deployment.engines for deployment in self.deployments))
            and not any(claim.external for claim in self.live)
            # What developers have, by a file that runs it or by a setting that leads to it, the live ones are told of.
            and not any(claim.basis in (SERVICE, CONFIGURATION) and claim.scope == DEVELOPMENT for claim in self.claims)
        )

    @property
    def gone_without(self) -> bool:
        """True where each file that is there to run the application runs another store, and not this one.

        A file that runs no store leaves it to whoever has one elsewhere.
        """
        main = [item for item in self.deployments if item.main]
        return (
            bool(main)
            and all(item.engines & STORES and self.engine not in item.engines | item.told for item in main)
            and not any(claim.external for claim in self.live)
        )


def gather(findings: Findings) -> dict[str, Facts]:
    """Facts by engine."""
    claims: dict[str, list[Claim]] = {}
    for claim in findings.claims:
        claims.setdefault(claim.engine, []).append(claim)
    outspoken = _outspoken(findings)
    unnamed = _unnamed(findings)
    beside = _beside_a_store(findings)
    return {
        engine: Facts(
            engine,
            tuple(own),
            tuple(item for item in (findings.deployments if engine in STORES else beside) if _about(item, own)),
            engine in findings.plugins,
            bool(findings.languages),
            engine in findings.spared,
            engine in outspoken,
            engine in unnamed,
        )
        for engine, own in claims.items()
    }


def _beside_a_store(findings: Findings) -> list[Deployment]:
    """The deployment files that say what is needed beside a store.

    One that runs no server of an application that needs a store leaves all of them to whoever has them elsewhere.
    """
    firm = {
        claim.engine
        for claim in findings.claims
        if claim.scope == LIVE and claim.basis not in (SERVICE, HINT) and not claim.choice
    }
    served = bool(firm & STORES) and not any(claim.engine == STAND_IN for claim in findings.claims)
    return [item for item in findings.deployments if item.engines | item.told or not served]


def _outspoken(findings: Findings) -> frozenset[str]:
    """The engines that its code would name; none where the tree is there to run what is written elsewhere."""
    written = findings.frameworks or any(claim.basis not in (SERVICE, HINT) for claim in findings.claims)
    languages = [name for name in findings.languages if name not in IN_PAGES] if written else []
    return OUTSPOKEN.get(languages[0], frozenset()) if len(languages) == 1 else frozenset()


def _unnamed(findings: Findings) -> set[str]:
    """The engines that settings are silent on which name others, of code that takes each server's place from those."""
    if not any(
        claim.basis == CONFIGURATION
        and claim.scope == LIVE
        and not claim.choice
        and claim.engine != STAND_IN
        and claim.evidence.path.endswith(ENDINGS)
        for claim in findings.claims
    ):
        return set()
    silent = {claim.engine for claim in findings.claims if _by_settings(claim)}
    return silent - {claim.engine for claim in findings.claims if not (_by_settings(claim) or _shows(claim))}


def _by_settings(claim: Claim) -> bool:
    return claim.basis == DRIVER and claim.evidence.path.endswith(BY_SETTINGS)


def _shows(claim: Claim) -> bool:
    """True for a file that runs it for those who ask, or an example of what can be set."""
    return claim.basis in (SERVICE, HINT) and claim.choice


def is_data_tool(facts: Iterable[Facts]) -> bool:
    """True for an application that talks to databases of its users: drivers for many, of which it runs few itself."""
    unrun = {item.engine for item in facts if item.unrun}
    return len(unrun) > 2 and bool(unrun & DOCUMENT_STORES)


def _files(deployments: Iterable[Deployment]) -> set[str]:
    return {place for item in deployments for place in item.places}


def _above(path: str) -> list[str]:
    """The folders of a file down to the first one that is for deployment."""
    return list(takewhile(lambda part: not words(part) & DEPLOYMENT_FOLDER_WORDS, path.split("/")[:-1]))


def _plainer(one: Deployment, other: Deployment) -> bool:
    """True for a way to deploy the same with fewer engines, in the folder beside the other one's."""
    return _ways(one.path) == _ways(other.path) != "" and frozenset() < one.engines < other.engines


def _ways(path: str) -> str:
    """The folder that has one folder inside for each way to deploy; empty where the file lies in none of those."""
    folders = path.split("/")[:-1]
    deployment = len(folders) > 1 and words(folders[-2]) & DEPLOYMENT_FOLDER_WORDS
    return "/".join(folders[:-1]) if deployment else ""


def _about(deployment: Deployment, claims: Iterable[Claim]) -> bool:
    """True where the file lies above all code that speaks of the engine, folders for deployment left out."""
    above = _above(deployment.path)
    places = [claim.evidence.path.split("/") for claim in claims if claim.basis not in (SERVICE, HINT)]
    return all(place[: len(above)] == above for place in places)
