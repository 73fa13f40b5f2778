# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Code without a manifest: which languages are told by it, and which names of files start an application."""

from __future__ import annotations

from .applications import DOTNET_ENDINGS, MANIFEST_ENDINGS, MANIFESTS

#: Ending of code, the language, and the manifest that is missing.
LANGUAGES = {
    ".py": ("python", "requirements.txt"),
    ".js": ("node", "package.json"),
    ".mjs": ("node", "package.json"),
    ".cjs": ("node", "package.json"),
    ".ts": ("node", "package.json"),
    ".rb": ("ruby", "Gemfile"),
    ".go": ("go", "go.mod"),
}
#: Files at the root, without their ending, that start an application. A page's scripts have such names, too.
STARTING = frozenset("app main server wsgi asgi run bot manage worker".split())
IN_PAGES = frozenset({".js", ".ts", ".mjs"})
#: Other files that list packages, by name or ending.
LISTS = MANIFESTS | frozenset(
    "setup.cfg environment.yml conda.yml deno.json deno.jsonc composer.lock bower.json build.boot deps.edn".split()
)
LIST_ENDINGS = (*MANIFEST_ENDINGS, *DOTNET_ENDINGS, ".gemspec", ".cabal")
