# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a name in JavaScript or TypeScript is put to work, and which file a module is."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterator

from ..formats.js_model import Code, Loaded, Owner
from ..formats.js_tokens import NAME, Token
from ..rules import node_code as rules
from ..tree import tooling

_ENDING = re.compile(r"\.[mc]?[jt]sx?$")
#: The first part of a place that is seen from the root of the code: `@/redis`, `src/redis`.
_ALIAS = re.compile(r"[@~#$]|(?:src|app|lib|server|root)$")
_TEST_FILE = re.compile(r".*[._-](?:test|tests|spec|e2e|stories|mock|bench)\.\w+|(?:jest|vitest|playwright)\..*")
_SEEDS = frozenset("seed seeds seeder seeders factories __tests__ __mocks__".split())
#: What stands between `export default` and a name.
_BEFORE_NAME = frozenset(["class", "function", "async", "abstract", "new", "*"])
#: Tokens of a statement that are looked back at.
_ALIAS_LIMIT = 30
#: In type positions a name is no use of what it stands for.
_BEFORE_TYPE = frozenset([":", "<", "|", "&", "as", "typeof", "implements", "keyof", "is", "interface", "type"])


def is_for_developers(path: str) -> bool:
    """True for scripts, tests and what fills a database with examples."""
    *folders, name = path.split("/")
    return tooling(path) or bool(_TEST_FILE.fullmatch(name)) or bool(_SEEDS & set(folders))


def package_of(module: str, packages: Collection[str]) -> str:
    """The package that a module is, or is a part of; empty where it is of none of them."""
    module = module.removeprefix("npm:")
    parts = module.split("/")
    package = "/".join(parts[: 2 if module.startswith("@") else 1])
    if module.endswith(".json") or not rules.TYPE_MODULES.isdisjoint(parts[1:]):
        return ""
    return package if package in packages else ""


def places_of(code: Code, loaded: Loaded) -> Iterator[int]:
    """The tokens at which a loaded driver is put to work."""
    if loaded.passed_on:
        return
    if not loaded.bound:
        yield loaded.index
        return
    values = {
        local for local, name in loaded.names.items() if name in rules.VALUES or rules.VALUE_NAMES.fullmatch(name)
    }
    for local in sorted(set(loaded.names) - values):
        for index in values_named(code, local):
            if index and code.tokens[index - 1].text in (".", "?."):
                # A property of the same name.
                continue
            # `mongoose.Types.ObjectId`
            after = code.tokens[index + 2].text if index + 2 < len(code.tokens) else ""
            if code.tokens[index + 1 : index + 2] and code.tokens[index + 1].text == "." and after in rules.VALUES:
                continue
            yield index


def holding_constant(code: Code, index: int) -> Owner | None:
    """The constant whose object only holds what the token names: `const PubSub = { publish, subscribe }`."""
    tokens = code.tokens
    if not 0 < index < len(tokens) - 1 or tokens[index + 1].text not in (",", "}"):
        return None
    if tokens[index - 1].text not in ("{", ",", ":"):
        return None
    for name, (start, end) in code.constants.items():
        if start < index < end and tokens[start].text == "{":
            return Owner(start - 2, end, name)
    return None


def values_named(code: Code, name: str) -> Iterator[int]:
    """Where a name stands for a value: called, made, handed on; not loaded, passed on or a type."""
    tokens = code.tokens
    for index, token in enumerate(tokens):
        if token.kind != NAME or token.text != name:
            continue
        before = tokens[index - 1].text if index else ""
        after = tokens[index + 1].text if index + 1 < len(tokens) else ""
        if before in _BEFORE_TYPE and (after not in ("(", ".") or _is_type_of(tokens, index)):
            continue
        if before in ("=", "&", "|") and _is_in_alias(tokens, index):
            continue
        if before == "extends" and index > 2 and tokens[index - 3].text == "interface":
            continue
        if before in ("class", "function", "const", "let", "var", "enum", "*") or after == "=":
            continue
        if after == ":" and before != "?":
            continue
        if after in (".", "?.") and before != "new" and _is_only_read(tokens, index + 2):
            continue
        if index in code.in_loads or _is_bound(code, index):
            continue
        if before in ("{", ",") and after in ("}", ",") and _is_passed_on(code, index):
            continue
        if before == "default" or (before == "=" and index > 1 and tokens[index - 2].text == "exports"):
            continue
        yield index


def _is_in_alias(tokens: list[Token], index: int) -> bool:
    """True within `type Search = …`."""
    for position in range(index - 1, max(index - _ALIAS_LIMIT, 0), -1):
        text = tokens[position].text
        if text in (";", "{", "}", "(", ")"):
            return False
        if text == "type" and tokens[position + 1].kind == NAME and tokens[position + 2].text in ("=", "<"):
            return True
    return False


def _is_type_of(tokens: list[Token], index: int) -> bool:
    """True for `redis.RedisClient` in a place for types."""
    dot, member, after = ([token.text for token in tokens[index + 1 : index + 4]] + ["", "", ""])[:3]
    return dot == "." and member[:1].isupper() and after not in ("(", ".")


def _is_only_read(tokens: list[Token], index: int) -> bool:
    """True for the property in `if (queue.connection)`, which is neither called nor led on from nor handed on."""
    following = tokens[index + 1].text if index + 1 < len(tokens) else ""
    return following in (")", "&&", "||", "?", "===", "!==", "==", "!=") and tokens[index - 3].text in (
        "(",
        "!",
        "&&",
        "||",
    )


def _is_bound(code: Code, index: int) -> bool:
    """True within `{ … } = require(…)`."""
    position = index
    for _count in range(40):
        position += 1
        if position >= len(code.tokens) or code.tokens[position].text in (";", "(", ")", "{"):
            return False
        if code.tokens[position].text == "}":
            after = [token.text for token in code.tokens[position + 1 : position + 5]]
            return after[:1] == ["="] and bool({"require", "import"} & set(after))
    return False


def _is_passed_on(code: Code, index: int) -> bool:
    """True within `module.exports = { … }`, `export { … }` and `import type { … }`."""
    position = index
    for _count in range(400):
        position -= 1
        if position < 1:
            return False
        text = code.tokens[position].text
        if text == "{":
            before, earlier = code.tokens[position - 1].text, code.tokens[position - 2].text
            return (
                before == "export"
                or (before == "=" and earlier in ("exports", "default"))
                or (before == "type" and earlier in ("import", "export"))
            )
        opening = code.match.get(position, position)
        position = min(opening, position)
    return False


def knows(code: Code, name: str, path: str) -> bool:
    """True where a file loads that name, or the file that holds it."""
    stem = module_name(path)
    return any(
        name in loaded.names
        or name in loaded.names.values()
        or _ENDING.sub("", loaded.module).removesuffix("/index").rpartition("/")[2] == stem
        for loaded in code.loaded
    )


def is_own(code: Code, index: int, path: str, other: str) -> bool:
    """False for `something.name` where something is not what the file at `path` gives."""
    tokens = code.tokens
    if index < 2 or tokens[index - 1].text not in (".", "?."):
        return True
    holder = tokens[index - 2].text
    if other == path:
        return holder in ("this", "exports", "self")
    return holder == ")" or any(
        holder in loaded.names
        and _ENDING.sub("", loaded.module).removesuffix("/index").rpartition("/")[2] == module_name(path)
        for loaded in code.loaded
    )


def module_name(path: str) -> str:
    """What others call a file by: its name without the ending, or its folder's name for an index."""
    stem = posixpath.basename(path).rpartition(".")[0]
    return posixpath.basename(posixpath.dirname(path)) if stem == "index" else stem


def leads_to(module: str, importer: str, path: str) -> bool:
    """True where a module that is loaded by its place is the file at `path`."""
    target = path.rpartition(".")[0].removesuffix("/index")
    plain = _ENDING.sub("", module).removesuffix("/index")
    if plain.startswith("."):
        return posixpath.normpath(posixpath.join(posixpath.dirname(importer), plain)) == target
    # `@/lib/redis`, `~/lib/redis`, `src/lib/redis`, but not any `src` by `another-part/src`
    head, _slash, tail = plain.partition("/")
    if not tail:
        return False
    ends = (plain, tail) if "/" in tail or _ALIAS.match(head) else (plain,)
    return target in ends or target.endswith(tuple(f"/{end}" for end in ends))


def is_default(code: Code, owner: Owner) -> bool:
    """True for a function or class that its file gives by default, or alone."""
    tokens = code.tokens
    for index, token in enumerate(tokens):
        if token.text == "default" or (token.text == "=" and index and tokens[index - 1].text == "exports"):
            following = [item.text for item in tokens[index + 1 : index + 4]]
            if owner.name in following and following[0] in _BEFORE_NAME | {owner.name}:
                return True
    return False


def declares(code: Code, name: str) -> bool:
    """True where a class, an interface or a type of that name is made."""
    return any(
        token.text == name and index and code.tokens[index - 1].text in ("interface", "class", "type")
        for index, token in enumerate(code.tokens)
    )
