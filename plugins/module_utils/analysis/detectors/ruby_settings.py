# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What Ruby code makes of its gems: stores and queues that Rails is set to, and clients that only a switch turns on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ..formats.addresses import parse_url
from ..formats.ruby_uses import CONNECTION, Setting, Use
from ..model import CONFIGURATION, DRIVER, HINT, LIBRARY, LIVE, SCOPES, Claim, Evidence, Findings
from ..rules.names import NAMES
from ..rules.ruby import ADAPTERS, CONSTANTS, GEMS, QUEUE_ADAPTERS, QUEUES, STORES
from ..rules.services import engine_of_scheme
from ..scope import narrower
from ..tree import Tree
from .ruby_code import SETTINGS, Code, used

RELATIONAL = frozenset({"mysql", "postgresql", "sqlite"})

_SETTINGS = (".yml", ".yaml", ".yml.erb")
_TABLES = {"cache_store": STORES, "session_store": STORES, "queue_adapter": QUEUE_ADAPTERS}


def settings(tree: Tree, environment: str, findings: Findings) -> None:
    """Adds the stores and queues that Rails is set to, and marks the gems that code uses only under a condition."""
    if "ruby" not in findings.languages or not any(path.endswith(".rb") for path in tree.files):
        return
    code = Code(tree, environment)
    code.read({claim.engine for claim in findings.claims if _is_open(claim)})
    findings.claims += _reachable(_claims(code), findings.claims)
    findings.claims[:] = [_weighed(claim, code) for claim in findings.claims]
    findings.claims += _addresses(code, {claim.engine for claim in findings.claims if claim.basis != CONFIGURATION})
    findings.claims += _own_files(tree, {claim.engine for claim in findings.claims})


def _own_files(tree: Tree, known: set[str]) -> Iterator[Claim]:
    """Settings in a file of the engine's name, `config/rabbitmq.yml`, as those have that every environment needs."""
    for path in tree.ending(_SETTINGS, 1):
        folder, _slash, name = path.rpartition("/")
        engine = NAMES.get(name.partition(".")[0], "")
        if folder == "config" and engine in known and "production" in (tree.read(path) or ""):
            yield Claim(engine, Evidence(path, 1, "example", "settings of its own"), HINT)


def _reachable(found: list[Claim], gems: list[Claim]) -> list[Claim]:
    """Connections to a database that no gem of the application reaches are those of a script on its own."""
    scopes: dict[str, str] = {}
    for gem in gems:
        if gem.engine in RELATIONAL and gem.basis in (DRIVER, LIBRARY):
            scopes[gem.engine] = min(scopes.get(gem.engine, gem.scope), gem.scope, key=SCOPES.index)
    return [
        replace(claim, scope=narrower(claim.scope, scopes.get(claim.engine, claim.scope)))
        for claim in found
        if claim.engine not in RELATIONAL or not scopes or claim.engine in scopes
    ]


def _is_open(claim: Claim) -> bool:
    """True for a gem whose claim hangs on what the code makes of it."""
    if claim.engine not in CONSTANTS or claim.scope != LIVE or claim.choice or claim.evidence.kind != "dependency":
        return False
    # Job queues need their store; whether jobs go to them is asked of the settings alone.
    return claim.basis == DRIVER or (claim.basis == LIBRARY and claim.engine != "redis")


def _claims(code: Code) -> list[Claim]:
    """What Rails is set to. Settings of the environment's own file replace those of all environments."""
    found = list(_connections(code))
    for name in sorted(SETTINGS):
        own = [(path, setting) for path, setting in code.settings if setting.name == name]
        firm = [path for path, setting in own if not setting.standing.conditional and "/environments/" in path]
        for path, setting in own:
            if firm and "/environments/" not in path:
                continue
            engine = _engine(setting)
            if engine:
                use = Use("word", setting.name, setting.line, setting.standing)
                used(code.places[engine], use, f"{path}:{setting.line}")
            if engine and not setting.standing.conditional:
                detail = f"{setting.name} {next(value for value in setting.values if value in _TABLES[name])}"
                evidence = Evidence(path, setting.line, "configuration", detail)
                found.append(Claim(engine, evidence, CONFIGURATION))
    return found


def _connections(code: Code) -> Iterator[Claim]:
    """Relational databases that the code connects to without a settings file."""
    for path, setting in code.settings:
        if setting.name != CONNECTION or setting.standing.conditional or path.endswith(".rake"):
            continue
        for value in setting.values:
            url = parse_url(value)
            engine = engine_of_scheme(url.scheme) if url else ADAPTERS.get(value, "")
            if engine:
                evidence = Evidence(path, setting.line, "configuration", f"connects to {engine}")
                yield Claim(engine, evidence, CONFIGURATION, default="ENV" in setting.values)
                break


def _addresses(code: Code, known: set[str]) -> list[Claim]:
    """Servers that are spoken to without a client library."""
    return [
        Claim(engine, evidence, CONFIGURATION, choice=variable in code.asked or bool(code.places[engine].switch))
        for (engine, variable), evidence in code.read_at.items()
        if engine not in known
    ]


def _queue(code: Code, family: str) -> str:
    """Why a job queue may be left out although its gem is there; empty where it is in use."""
    own = [setting for _path, setting in code.settings if setting.name == "queue_adapter"]
    if not own or any(family in setting.values and not setting.standing.conditional for setting in own):
        return ""
    if any(True for _found in code.tree.sources((".rb",), QUEUES[family])):
        # It has jobs of its own, beside those of Active Job.
        return ""
    return "Active Job uses it only under a condition or not at all"


def _engine(setting: Setting) -> str:
    table = _TABLES[setting.name]
    return next((table[value] for value in setting.values if value in table), "")


def _weighed(claim: Claim, code: Code) -> Claim:
    """A gem's claim in the light of the code."""
    if claim.basis not in (DRIVER, LIBRARY) or claim.scope != LIVE or claim.choice:
        return claim
    if claim.evidence.kind != "dependency" or claim.engine not in code.places:
        return claim
    gem = claim.evidence.detail.split('"')[1] if '"' in claim.evidence.detail else ""
    if gem not in GEMS:
        return claim
    place = code.places[claim.engine]
    family = next((name for name in QUEUES if gem.startswith(name)), "")
    why = ""
    if not _is_open(claim):
        why = _queue(code, family) if family else ""
    elif place.switch:
        why = f"turned on at {place.switch}"
    elif not place.firm and (place.maybe or (place.perhaps and not place.named)):
        why = f"used only under a condition, at {place.maybe or place.perhaps}"
    elif not (place.firm or place.named) and claim.basis == DRIVER:
        why = "no code uses it"
    if not why:
        return claim
    return replace(claim, choice=True, evidence=replace(claim.evidence, detail=f"{claim.evidence.detail}, {why}"))
