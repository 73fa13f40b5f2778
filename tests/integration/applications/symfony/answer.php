<?php

// Reads .env.local with Symfony's reader, and asks the database of its DATABASE_URL.

declare(strict_types=1);

require '/usr/share/php/Symfony/Component/Dotenv/autoload.php';

$env = (new Symfony\Component\Dotenv\Dotenv())->parse(file_get_contents(__DIR__ . '/.env.local'));
$url = parse_url($env['DATABASE_URL']);
$place = sprintf('host=%s;port=%d;dbname=%s', $url['host'], $url['port'], substr($url['path'], 1));
$database = new PDO("pgsql:$place", rawurldecode($url['user']), rawurldecode($url['pass']));
$count = (int) $database->query('SELECT count(*) FROM visits')->fetchColumn();
echo json_encode(['environment' => $env['APP_ENV'], 'query' => $url['query'], 'visits' => $count]), "\n";
