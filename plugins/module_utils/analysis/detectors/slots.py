# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files of code that are one of several implementations of the same thing, by their names and those beside them."""

from __future__ import annotations

import posixpath
import re

from ..rules.names import SPELLINGS
from ..tree import Tree

#: Words for an implementation that needs no server of its own.
SIMPLE = frozenset(
    """
    memory mem inmemory inmem local file files filesystem fs disk noop nop none null dummy
    ristretto bigcache freecache moka bolt bbolt badger rocksdb sled channel gochannel lru
    """.split()
)
#: Folders whose children are exchanged for each other. Of `db` and `storage` an application may need all.
_SLOTS = frozenset(
    """
    queue queues mq msgqueue messagequeue broker brokers cache caches cacher session sessions limiter
    backend backends adapter adapters driver drivers provider providers pubsub eventbus messaging
    """.split()
)
#: Folders of what is added to an application: each of it is used where somebody asks for it.
_ADDED = frozenset("integration integrations plugin plugins connector connectors sink sinks output outputs".split())
_ADDED_LEAST = 3
#: What carries messages and is none of the engines.
_OTHER_BROKERS = frozenset("kafka nats jetstream sqs sns pulsar nsq mqtt kinesis servicebus eventhub eventhubs".split())
_CARRIERS = frozenset({"rabbitmq", "redis"})
#: As many engines beside each other are what a tool for databases can talk to, not what it needs.
_TOOL_LEAST = 4
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")


def words_of(name: str) -> set[str]:
    """The words of a name in any of the usual ways to join them."""
    return {word.lower() for word in _WORD.findall(name)}


def named_after(name: str, engine: str) -> bool:
    """True where a word of the name is one for the engine."""
    return any(SPELLINGS.get(word) == engine for word in words_of(name))


def one_of_several(tree: Tree, path: str, engine: str) -> bool:
    """True for `cache/redis/redis.go` beside `cache/memory/…`, and for `redis_store.go` beside `memory_store.go`."""
    folder, name = posixpath.split(path)
    stem, ending = posixpath.splitext(name)
    parts = folder.split("/")
    for index, part in enumerate(parts[:-1]):
        if words_of(part) & _ADDED and any(named_after(below, engine) for below in [*parts[index + 1 :], stem]):
            return True
    if named_after(stem, engine) and _has_another(tree, folder, engine, ending):
        return True
    above, own = posixpath.split(folder)
    return named_after(own, engine) and _has_another(tree, above, engine, ending)


def _has_another(tree: Tree, folder: str, engine: str, ending: str) -> bool:
    """True where a folder holds, in a file or a folder of its own, another implementation."""
    start = f"{folder}/" if folder else ""
    kind = words_of(posixpath.basename(folder))
    slot, added = bool(kind & _SLOTS), bool(kind & _ADDED)
    stems: set[str] = set()
    engines: set[str] = set()
    brokers: set[str] = set()
    for path in tree.ending((ending,)):
        if not path.startswith(start) or path.endswith("_test.go"):
            continue
        stem = path[len(start) :].split("/")[0].removesuffix(ending)
        stems.add(stem)
        engines |= {SPELLINGS[word] for word in words_of(stem) if word in SPELLINGS}
        brokers |= words_of(stem) & _OTHER_BROKERS
        if words_of(stem) & SIMPLE:
            return True
        if slot and any(SPELLINGS.get(word, engine) != engine for word in words_of(stem)):
            return True
    if engine in _CARRIERS and brokers and (slot or (engine == "rabbitmq" and len(brokers) > 1)):
        return True
    return len(engines) >= _TOOL_LEAST or (added and len(stems) >= _ADDED_LEAST)
