# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Compose files: which engines somebody runs beside the application, and what the application is told of them."""

from __future__ import annotations

import posixpath
import re

from ..formats import yaml_lines as yaml
from ..formats.addresses import is_hosted, parse_url
from ..model import CONFIGURATION, DEVELOPMENT, LIVE, SERVICE, Claim, Deployment, Evidence, Findings, Variants
from ..rules.compose import (
    ASKED_FOLDER_WORDS,
    DATABASE_WORDS,
    DEVELOPER_FOLDER_WORDS,
    DEVELOPER_IMAGES,
    NAMES,
    OTHER_NAMES,
    PLAIN_WORDS,
    STORES,
    TEST_WORDS,
)
from ..rules.judgement import RELATIONAL, RIVAL_SERVERS, STAND_IN
from ..rules.names import NAMES as ENGINE_NAMES
from ..rules.services import engine_of_scheme, name_of_image
from ..scope import DEVELOPMENT_WORDS, narrower, scope_of, words
from ..tree import Tree, tooling
from .compose_file import ComposeReader, File, Service
from .env_examples import engine_of_setting

_DEPTH = 4
#: As many folders side by side that run the same image make a gallery.
_GALLERY = 3
#: Between the words of a name such as `ModulesDevelop`.
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


def detect(tree: Tree, environment: str) -> Findings:
    """What the Compose files of a tree tell."""
    findings = Findings()
    reader = ComposeReader(tree)
    files: list[File] = []
    for path in tree.matching(lambda name: bool(NAMES.fullmatch(name)), _DEPTH, yaml.YAML_FILES_LIMIT):
        found = reader.file(path)
        files += [found] if found else []
    others = tree.matching(_may_be_one, 0, yaml.YAML_FILES_LIMIT)
    others += tree.matching(lambda name: name in OTHER_NAMES, 1, yaml.YAML_FILES_LIMIT)
    for path in sorted({*others} - {found.path for found in files}):
        found = reader.file(path, quiet=True)
        files += [found] if found and any(service.image or service.built for service in found.services) else []
    included = {path for found in files for path in found.included}
    files = [found for found in files if found.path not in included]
    galleries = _galleries(files)
    for found in files:
        _read_file(found, files, galleries.get(found.path, []), environment, tree.name, findings)
    return findings


def _may_be_one(name: str) -> bool:
    """True for YAML that is not for a tool of the developers, whose files begin with a point."""
    return name.endswith((".yml", ".yaml")) and not name.startswith(".")


def _galleries(files: list[File]) -> dict[str, list[File]]:
    """Files in folders side by side that run one application's images: each shows another way to set it up.

    So do files in folders that are named after engines, `docker/mysql` beside `docker/pgsql`.
    """
    beside: dict[tuple[str, str], list[File]] = {}
    named: dict[str, dict[str, list[File]]] = {}
    for file in files:
        folder = posixpath.dirname(file.path)
        engine = ENGINE_NAMES.get(posixpath.basename(folder).lower())
        if engine in STORES:
            named.setdefault(posixpath.dirname(folder), {}).setdefault(engine, []).append(file)
        for image in _published(file) if folder else ():
            beside.setdefault((posixpath.dirname(folder), image), []).append(file)
    found = [own for own in beside.values() if len(own) >= _GALLERY]
    found += [[file for own in engines.values() for file in own] for engines in named.values() if len(engines) > 1]
    return {file.path: own for own in found for file in own}


def _is_published(service: Service) -> bool:
    """True for an image that somebody has in a registry under a name of their own, and that is no known product."""
    return "/" in service.image and not (service.engine or service.caretaker or service.product)


def _read_file(
    file: File, files: list[File], gallery: list[File], environment: str, application: str, findings: Findings
) -> None:
    scope, variant = file_scope(file.path, environment, application)
    variant = variant or bool(gallery) or _of_another_program(file, files)
    if any(mark in service.origin for service in file.services for mark in DEVELOPER_IMAGES):
        scope = narrower(scope, DEVELOPMENT)
    engines = [service for service in file.services if service.engine]
    others = [service for service in file.services if not service.engine and not service.caretaker]
    own = [service for service in others if not service.product or service.called(application)]
    _start(engines, [service for service in own if service.built])
    asked = bool(words(posixpath.dirname(file.path)) & ASKED_FOLDER_WORDS)
    shared = _in_all_variants(file, files, gallery, environment) if variant and not asked else frozenset()
    relational = {service.engine for service in engines if not service.asked and not _for_tests(service)} & RELATIONAL
    # Several such servers and no application: something to try it with.
    alone = not any(_is_application(service, engines, application) for service in own)
    bench = {service.engine for service in engines} if alone and len(relational) > 1 else set()
    for service in engines:
        service_scope = narrower(scope, DEVELOPMENT) if _for_tests(service) else scope
        choice = (
            (variant and service.engine not in shared)
            or service.asked
            or _of_others(service, others, own)
            or _is_variant(service, file)
            or service.engine in bench
        )
        evidence = Evidence(service.path, service.line, "service", service.detail)
        findings.claims.append(
            Claim(service.engine, evidence, SERVICE, service_scope, choice, False, service.version, service.flavour)
        )
    if scope == LIVE:
        _choices(file.path, engines, findings)
    for service in others:
        service_scope = narrower(scope, DEVELOPMENT) if _for_tests(service) else scope
        _read_settings(service, service_scope, variant or service.asked, findings)
    started = [service for service in own if not service.asked and not _for_tests(service)]
    if scope == LIVE and any(_is_application(service, engines, application) for service in started):
        if not engines and (
            any(_may_reach(service) for service in started) or _served_beside(file, files, environment, application)
        ):
            # Where its engines are, somebody tells it who runs the file, or the file beside it.
            return
        main = not variant and not any(service.mounted for service in own)
        told = frozenset(
            engine_of_setting(key, text or "x")[0]
            for service in started
            for key, _line, text in service.settings
            # What is handed on without a value may stay without one, where engines are run at all.
            if text or not engines
        )
        run = frozenset(service.engine for service in engines)
        findings.deployments.append(Deployment(file.path, run, main, told - {""}))


def _choices(path: str, engines: list[Service], findings: Findings) -> None:
    """Servers of which each has a profile that is called after it: whoever starts the file names one of them."""
    named = {
        service.engine: service.line
        for service in engines
        if service.engine in RIVAL_SERVERS
        and any(ENGINE_NAMES.get(profile.lower()) == service.engine for profile in service.profiles)
    }
    if len(named) > 1:
        detail = f"a profile for each of {', '.join(sorted(named))}"
        evidence = Evidence(path, min(named.values()), "service", detail)
        findings.variants.append(Variants(frozenset(named), evidence))


def _of_another_program(file: File, files: list[File]) -> bool:
    """True for a file that builds its own folder alone, where one above it builds what stands there, without that."""
    folder = posixpath.dirname(file.path)
    own = _builds(file)
    if not folder or not own or not all(_within(place, folder) for place in own):
        return False
    return any(
        above in places and not any(_within(place, folder) for place in places)
        for above, places in ((posixpath.dirname(other.path), _builds(other)) for other in files)
        if above != folder and _within(folder, above)
    )


def _builds(file: File) -> set[str]:
    """The folders that a file builds; the root is empty."""
    folder = posixpath.dirname(file.path)
    built = (service.origin for service in file.services if service.built)
    return {posixpath.normpath(posixpath.join(folder, one)).removeprefix(".") for one in built if "://" not in one}


def _within(place: str, folder: str) -> bool:
    return not folder or f"{place}/".startswith(f"{folder}/")


def _start(engines: list[Service], built: list[Service]) -> None:
    """Where a profile starts each part of the application, what its profiles start is asked for by all who run it."""
    if built and all(service.asked and not _for_tests(service) for service in built):
        wanted = {profile for service in built for profile in service.profiles}
        for service in engines:
            service.asked = service.asked and not wanted & set(service.profiles)


def file_scope(path: str, environment: str, application: str = "") -> tuple[str, bool]:
    """For which environment a file is and whether it is a variant; the application's name says neither."""
    folder, name = posixpath.split(path)
    folder_words = words(_CAMEL.sub(" ", folder))
    known_words = words(name)
    name_words = known_words - PLAIN_WORDS - (words(application) - DEVELOPMENT_WORDS - ENGINE_NAMES.keys())
    asked = bool(folder_words & ASKED_FOLDER_WORDS)
    aside = tooling(path) or bool(folder_words & DEVELOPER_FOLDER_WORDS)
    if not name_words:
        return (DEVELOPMENT if aside else LIVE), asked
    scope = scope_of(" ".join(sorted(name_words)), environment, LIVE)
    known = bool(name_words & (DEVELOPMENT_WORDS | {"prod", "production", environment}))
    return (narrower(scope, DEVELOPMENT) if aside else scope), asked or not known


def _in_all_variants(file: File, files: list[File], gallery: list[File], environment: str) -> frozenset[str]:
    """Engines that every variant in the folder, or in the gallery, runs: those are no matter of choice."""
    folder = posixpath.dirname(file.path)
    runs = []
    for other in gallery or [other for other in files if posixpath.dirname(other.path) == folder]:
        scope, variant = file_scope(other.path, environment)
        engines = frozenset(service.engine for service in other.services if service.engine and not service.asked)
        if scope != LIVE or not (engines or _goes_without(other, file)):
            continue
        if not variant and not gallery:
            # There is a plain file, so the others only change it.
            return frozenset()
        runs += [engines] if engines else []
    return frozenset.intersection(*runs) if runs else frozenset()


def _goes_without(plain: File, named: File) -> bool:
    """True where one file runs the application alone, and the other one with the engine that it is named after."""
    if not words(posixpath.basename(named.path)) & ENGINE_NAMES.keys():
        return False
    return bool(_published(plain) & _published(named))


def _published(file: File) -> set[str]:
    return {name_of_image(service.image) for service in file.services if _is_published(service)}


def _for_tests(service: Service) -> bool:
    return bool(words(service.name) & TEST_WORDS) or any(
        words(profile) & DEVELOPMENT_WORDS for profile in service.profiles
    )


def _is_application(service: Service, engines: list[Service], application: str) -> bool:
    """True for what is built here, bears the application's name, or uses one of the engines."""
    if _is_own(service, application):
        return True
    return any(service.needs & engine.names or service.mentions(engine.names) for engine in engines)


def _is_own(service: Service, application: str) -> bool:
    return service.built or service.called(application)


def _served_beside(file: File, files: list[File], environment: str, application: str) -> bool:
    """True where a file in the same folder is there to run what applications need, and runs none itself."""
    for other in files:
        if posixpath.dirname(other.path) != posixpath.dirname(file.path) or other is file:
            continue
        engines = any(service.engine and not _for_tests(service) for service in other.services)
        alone = not any(_is_own(service, application) for service in other.services if not service.engine)
        if engines and alone and file_scope(other.path, environment)[0] == LIVE:
            return True
    return False


def _may_reach(service: Service) -> bool:
    """True where it is told of databases that the file does not run, and that are no file."""
    return service.filed or any(
        words(key) & DATABASE_WORDS and engine_of_setting(key, text)[0] != STAND_IN
        for key, _line, text in service.settings
    )


def _users(engine: Service, services: list[Service]) -> list[Service]:
    return [service for service in services if service.needs & engine.names or service.mentions(engine.names)]


def _of_others(engine: Service, others: list[Service], own: list[Service]) -> bool:
    """True where only products of others use it, though the application runs in the same file."""
    users = _users(engine, others)
    return bool(users) and not any(user in own for user in users)


def _is_variant(engine: Service, file: File) -> bool:
    """True for a store that nothing in the file uses, beside another one that something waits for."""
    rivals = [
        service
        for service in file.services
        if service.engine in STORES and service.engine != engine.engine and not service.asked
    ]
    if engine.engine not in STORES or not rivals:
        return False
    users = [service for service in file.services if service is not engine]
    if _users(engine, users) or any(value in engine.names for value in file.variables.values()):
        return False
    return any(service.needs & rival.names for rival in rivals for service in users)


def _read_settings(service: Service, scope: str, choice: bool, findings: Findings) -> None:
    """URLs in a service's environment that lead to somebody else's database, and settings that go without any."""
    for variable, line, text in service.settings:
        if engine_of_setting(variable, text)[0] == STAND_IN:
            evidence = Evidence(service.path, line, "configuration", f"{variable} {STAND_IN} (service {service.name})")
            findings.claims.append(Claim(STAND_IN, evidence, CONFIGURATION, scope, True, True))
        url = parse_url(text)
        engine = engine_of_scheme(url.scheme) if url else ""
        if url and engine and is_hosted(url.host):
            detail = f"{variable} {url.scheme}://, at {url.host} (service {service.name})"
            evidence = Evidence(service.path, line, "configuration", detail)
            findings.claims.append(
                Claim(engine, evidence, CONFIGURATION, scope, choice, True, external=True, address=url.host)
            )
