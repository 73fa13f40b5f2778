# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the fuzz test feeds the parsers for PHP with."""

from __future__ import annotations

from ansible_collections.maestro.databases.plugins.module_utils.analysis.formats.composer import (
    parse_composer,
    parse_composer_lock,
)
from ansible_collections.maestro.databases.plugins.module_utils.analysis.formats.php_settings import (
    parse_cases,
    parse_php_settings,
)
from ansible_collections.maestro.databases.plugins.module_utils.analysis.formats.php_tokens import tokens

_PHP = r"""<html><?php
// a comment ?><b><?php
# another
/* and a third */
use Illuminate\Support\Str;
#[Attribute]
$text = <<<'END'
    not $read
    END;
$CFG->dbtype = "pg" . 'sql';
$db['default'] = array('driver' => Cake\Driver\Mysql::class, 'host' => "{$host}:\"3306\"");
define('DB_DRIVER', getenv('DB') ?: 'mysql');
return [
    'default' => env('DB_CONNECTION', env('DB_DRIVER', 'mysql')),
    'list' => [1, 2.5, ['x' => fn ($a) => [$a, 'b']]],
    'pool' => $on ? 'redis' : $_ENV['POOL'] ?? 'file',
];
"""
_COMPOSER = """{
  "name": "acme/shop", "type": "project",
  "require": {"php": "^8.2 || ^8.3", "ext-pdo_mysql": "*", "laravel/framework": "^11.0"},
  "require-dev": {"predis/predis": "^2.0"},
  "config": {"platform": {"php": "8.2.5"}}, "replace": {"acme/old": "*"}
}"""
_LOCK = '{"packages": [{"name": "Laravel/Framework", "version": "v11.31.0"}], "packages-dev": [{"name": "x/y"}]}'

PARSERS = {
    "php tokens": (lambda text: list(tokens(text)), _PHP),
    "php settings": (parse_php_settings, _PHP),
    "php cases": (parse_cases, _PHP),
    "composer.json": (parse_composer, _COMPOSER),
    "composer.lock": (parse_composer_lock, _LOCK),
}
