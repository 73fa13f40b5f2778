# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads a Gemfile: which gems, in which groups and platforms, and which of them only under a condition."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from . import ruby_tokens as ruby
from .ruby_statements import Block, Statement, modifier, option, statements, words_of
from .tokens import Token

#: Calls whose block changes nothing for the gems inside.
_NEUTRAL = frozenset(["source", "git", "path", "github", "gist", "bitbucket", "git_source"])
#: Names that one gem's groups and platforms can have.
_NAMES_LIMIT = 40
#: What asks for more than one thing, or for the opposite.
_OTHERWISE = frozenset(["!", "!~", "!=", "&&", "||", "?", "and", "or", "not", "unless", "ENV"])
#: Calls that read another Gemfile.
_READERS = frozenset(["eval_gemfile", "eval", "instance_eval"])


@dataclass(frozen=True)
class Gem:
    """One `gem` line. No groups means Bundler's default group."""

    name: str
    line: int
    requirement: str = ""
    groups: tuple[str, ...] = ()
    platforms: tuple[str, ...] = ()
    conditional: bool = False
    #: True where the whole group is installed only when asked for.
    optional: bool = False
    #: The folder inside the repository that holds the gem; empty for a gem from elsewhere.
    path: str = ""


@dataclass
class Gemfile:
    """What a Gemfile says."""

    gems: list[Gem] = field(default_factory=list)
    #: Version of Ruby, or the file that holds it.
    ruby: str = ""
    ruby_file: str = ""
    #: Further Gemfiles that it reads, relative to itself; `*` stands for any name.
    included: list[str] = field(default_factory=list)
    #: The folder of the gemspec that it takes the dependencies of, relative to itself; None where it takes none.
    gemspec: str | None = None


@dataclass(frozen=True)
class _Frame:
    groups: tuple[str, ...] = ()
    platforms: tuple[str, ...] = ()
    conditional: bool = False
    optional: bool = False
    path: str = ""


def parse_gemfile(source: str) -> Gemfile:
    """Reads the source of a Gemfile. Raises FormatError where it is cut off inside a string."""
    return _Reader().read(source)


class _Reader:
    def __init__(self) -> None:
        self.frames: dict[Block | None, _Frame] = {None: _Frame()}
        self.gemfile = Gemfile()

    def read(self, source: str) -> Gemfile:
        for statement in statements(source):
            outer = self.frames.get(statement.block, _Frame())
            if statement.opens is not None:
                self.frames[statement.opens] = _inner(statement.opens, outer)
            if statement.tokens:
                self._read(statement, outer)
        return self.gemfile

    def _read(self, statement: Statement, frame: _Frame) -> None:
        first, arguments = statement.tokens[0], statement.tokens[1:]
        called = first.text if first.kind == ruby.NAME else ""
        if called == "gem":
            self._gem(arguments, frame)
        elif called == "ruby":
            self._ruby(arguments)
        elif called == "gemspec":
            folder = option(arguments, "path")
            self.gemfile.gemspec = folder[0].text if folder and folder[0].kind == ruby.STRING else "."
        elif any(token.kind == ruby.NAME and token.text == "load_gemspec" for token in arguments):
            named = next((token.text for token in arguments if token.kind == ruby.STRING), "")
            self.gemfile.gemspec = named.rpartition("/")[0].lstrip("/") or "."
        elif called in _READERS or any(token.kind == ruby.NAME and token.text in _READERS for token in arguments):
            self._included(statement.tokens)
        elif called == "Dir":
            self._included([token for token in statement.tokens if token.kind == ruby.STRING and "*" in token.text])

    def _included(self, tokens: Sequence[Token]) -> None:
        """`eval_gemfile "x"`, `eval File.read(…)`, `Dir["x/*.rb"].each`; what is put before a name is the folder."""
        self.gemfile.included += [
            token.text.lstrip("/") if token.dynamic else token.text
            for token in tokens
            if token.kind == ruby.STRING
            and (not token.dynamic or token.text.startswith("/"))
            and (token.text.endswith(".rb") or "gemfile" in token.text.rpartition("/")[2].lower())
        ][:1]

    def _gem(self, arguments: Sequence[Token], frame: _Frame) -> None:
        if arguments and arguments[0].text == "(":
            arguments = arguments[1:]
        if not arguments or arguments[0].kind != ruby.STRING or arguments[0].dynamic:
            return
        requirement = ""
        if (
            len(arguments) > 2
            and arguments[1].text == ","
            and arguments[2].kind == ruby.STRING
            and not arguments[2].dynamic
        ):
            requirement = arguments[2].text
        name = arguments[0].text
        folder = option(arguments, "path")
        groups = option(arguments, "group") + option(arguments, "groups")
        platforms = option(arguments, "platform") + option(arguments, "platforms")
        self.gemfile.gems.append(
            Gem(
                name=name,
                line=arguments[0].line,
                requirement=requirement,
                groups=frame.groups + tuple(words_of(groups)),
                platforms=frame.platforms + tuple(words_of(platforms)),
                conditional=frame.conditional
                or _depends(arguments[modifier(arguments) :] if modifier(arguments) >= 0 else ())
                or _depends(option(arguments, "install_if")),
                optional=frame.optional,
                path=_text(folder) or (f"{frame.path}/{name}" if frame.path else ""),
            )
        )

    def _ruby(self, arguments: Sequence[Token]) -> None:
        file_option = option(arguments, "file")
        if file_option and file_option[0].kind == ruby.STRING:
            self.gemfile.ruby_file = file_option[0].text
            return
        plain = [token.text for token in arguments if token.kind == ruby.STRING and not token.dynamic]
        if plain:
            self.gemfile.ruby = plain[0]


def _inner(block: Block, outer: _Frame) -> _Frame:
    """What holds inside a block."""
    if block.keyword:
        return _joined(outer, conditional=block.keyword != "begin")
    if not block.head:
        return outer
    name, arguments = block.head[0].text, block.head[1:]
    if name == "group":
        return _joined(
            outer,
            groups=tuple(words_of(arguments)),
            optional=_truthy(option(arguments, "optional")),
            conditional=modifier(arguments) >= 0,
        )
    if name in ("platform", "platforms"):
        return _joined(outer, platforms=tuple(words_of(arguments)))
    if name == "path":
        return _joined(outer, path=_text(arguments) or outer.path)
    if name == "install_if":
        return _joined(outer, conditional=_depends(arguments))
    return _joined(outer, conditional=name not in _NEUTRAL and name != "gem")


def _joined(
    outer: _Frame,
    groups: tuple[str, ...] = (),
    platforms: tuple[str, ...] = (),
    conditional: bool = False,
    optional: bool = False,
    path: str = "",
) -> _Frame:
    return _Frame(
        (outer.groups + groups)[:_NAMES_LIMIT],
        (outer.platforms + platforms)[:_NAMES_LIMIT],
        outer.conditional or conditional,
        outer.optional or optional,
        path or outer.path,
    )


def _text(tokens: Sequence[Token]) -> str:
    plain = [token for token in tokens if token.text != "("][:1]
    return plain[0].text if plain and plain[0].kind == ruby.STRING and not plain[0].dynamic else ""


def _depends(question: Sequence[Token]) -> bool:
    """False where nothing is asked, or only whether it is a Linux host: there the answer is known."""
    names = {token.text for token in question if token.kind == ruby.NAME}
    texts = [token.text.lower() for token in question if token.kind == ruby.STRING]
    other = {token.text for token in question} & _OTHERWISE
    known = "RUBY_PLATFORM" in names and "linux" in " ".join(texts) and not other
    return bool(question) and not known


def _truthy(value: Sequence[Token]) -> bool:
    return bool(value) and value[0].text == "true"
