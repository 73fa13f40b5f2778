# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Parsers for Go, each with a text to start from."""

from __future__ import annotations

from ansible_collections.maestro.databases.plugins.module_utils.analysis.formats.go_builds import parse_builds
from ansible_collections.maestro.databases.plugins.module_utils.analysis.formats.go_constraints import (
    constraint,
    outcome,
)
from ansible_collections.maestro.databases.plugins.module_utils.analysis.formats.go_mod import parse_go_mod
from ansible_collections.maestro.databases.plugins.module_utils.analysis.formats.go_source import (
    parse_go,
    parse_go_imports,
)

_GO_MOD = """\
module example.com/shop

go 1.22
toolchain go1.22.3

require (
\tgithub.com/lib/pq v1.10.9
\tgithub.com/redis/go-redis/v9 v9.5.0 // indirect
)

replace github.com/lib/pq v1.10.9 => ../pq
exclude github.com/mattn/go-sqlite3 v1.14.0
"""
_SOURCE = """\
//go:build linux && (!cgo || amd64)
// +build linux,!cgo amd64

package store

import (
\t"fmt"
\t_ "github.com/lib/pq"
\tr "github.com/redis/go-redis/v9"
)

type Config struct {
\tDriver string `env:"DRIVER" default:"postgres"`
}

/* A store,
   made of settings. */
func (s *Store) New(f func() error, c Config) (any, interface{}) {
\tif url := os.Getenv("REDIS_URL"); url != "" && !c.Off {
\t\treturn r.NewClient(&r.Options{Addr: url, Mark: '\\''}), nil
\t} else if len(c.Hosts) == 0 {
\t\tpanic("no \\"hosts\\"")
\t}
\tswitch c.Driver {
\tcase "postgres", kinds[1:2][0]:
\t\tRegister("redis", newRedis)
\tdefault:
\t\tfor i := range []int{1, 2} {
\t\t\tgo func() { fmt.Println(i) }()
\t\t}
\t}
\treturn map[string]func(){"redis": open}, nil
}
"""

_BUILDS = """\
GOBUILD=$(GOCMD) build $(LDFLAGS)
build: deps
\tcd cmd/shop; $(GOBUILD) -v -tags='netgo sqlite'
small:
\t@CGO_ENABLED=0 go build --tags netgo,small -ldflags="-s -w" .
RUN go install example.org/lint@latest && go install -tags \\
    sqlite ./...
"""

PARSERS = {
    "builds of Go": (lambda text: list(parse_builds(text)), _BUILDS),
    "go.mod": (parse_go_mod, _GO_MOD),
    "Go": (parse_go, _SOURCE),
    "Go's imports": (parse_go_imports, _SOURCE),
    "Go's build constraints": (lambda text: outcome(constraint(text), {"linux": True}.get), _SOURCE),
}
