# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Settings of Spring and others that turn the use of an engine on or leave it off."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..formats.settings import Leaf
from ..rules.jvm_settings import KINDS, NO_SERVER, SERVER_WORDS, SLOT_KEYS, SLOTS, STORE_ENGINES, STORE_WORDS
from ..scope import DEVELOPMENT_WORDS, words
from .jdbc import plain

#: `cache.use-redis: false`, `search.elasticsearch-enabled: false`, without signs.
_USES = {
    name: engine for word, engine in SERVER_WORDS.items() for name in (f"use{word}", f"enable{word}", f"{word}enabled")
}
#: The last part of a switch's key, and what it is set to where it is off.
_SWITCHES = ("enabled", "enable", "active", "on", "open", "switch", "switchflag", "use")
_OFF = ("false", "off", "no")
ACTIVE_KEYS = ("spring.profiles.active", "spring.profiles.include", "quarkus.profile", "spring.profiles.default")


def profiled(leaf: Leaf) -> set[str]:
    """The server that is called by the name of a profile that is on."""
    if not leaf.key.startswith((*ACTIVE_KEYS, "spring.profiles.group.")) or words(leaf.key) & DEVELOPMENT_WORDS:
        return set()
    names = [name.strip().lower() for name in plain(leaf.value)[0].split(",")]
    return {KINDS[name] for name in names if name in KINDS} & {"mysql", "postgresql"}


def switched_off(leaves: Iterable[Leaf]) -> set[str]:
    """The sections that a switch of their own turns off: `store.doris` by `store.doris.enabled: false`."""
    found: set[str] = set()
    for leaf in leaves:
        section, _dot, name = leaf.key.rpartition(".")
        if section and _plain(name) in _SWITCHES and plain(leaf.value)[0].lower() in _OFF:
            found.add(section)
    return found


def _plain(name: str) -> str:
    """As Spring compares names: `use-redis`, `use_redis` and `useRedis` are one."""
    return name.lower().replace("-", "").replace("_", "")


def turned_on(leaf: Leaf) -> set[str]:
    """The engine of `redis.enabled: true`."""
    parts = _plain(leaf.key).split(".")
    on = parts[-1] in _SWITCHES and plain(leaf.value)[0].lower() in ("true", "on", "yes")
    return {SERVER_WORDS[part] for part in parts[:-1] if part in SERVER_WORDS} if on else set()


def of_spring(leaf: Leaf) -> bool:
    """True where it says what Spring itself caches in, and no variable decides: nothing is told of other uses."""
    return leaf.key.startswith("spring.") and leaf.key.endswith("type") and not plain(leaf.value)[1]


def left_off(leaf: Leaf) -> Iterator[tuple[str, str]]:
    """Engines that a setting says are not used: `redis.enabled: false`, `cache.type: ${CACHE:memory}`."""
    parts = _plain(leaf.key).split(".")
    value = plain(leaf.value)[0]
    value = _plain(value.strip("\"'"))
    if len(parts) < 2:
        return
    if parts[-1] in _SWITCHES and value in _OFF and "repositories" not in parts:
        engine = SERVER_WORDS.get(parts[-2])
        if engine and "health" not in parts:
            yield engine, f"{leaf.key} false"
    if parts[-1] in _USES and value in _OFF:
        yield _USES[parts[-1]], f"{leaf.key} false"
    if parts[-1] in SLOT_KEYS and parts[-2] in SLOTS and value in NO_SERVER:
        for engine in SLOTS[parts[-2]]:
            yield engine, f"{leaf.key} {value}"
    # `app.storage: inmemory` as well as `db.driver: sqlite`
    store = parts[-2] if parts[-1] in SLOT_KEYS else parts[-1] if parts[-2] not in SLOTS else ""
    if value in STORE_WORDS.get(store, ()):
        for engine in STORE_ENGINES:
            yield engine, f"{leaf.key} {value}"
