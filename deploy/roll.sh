#!/bin/sh
# Replaces the running containers of a service (gateway, or the one named) without losing a request: starts as many new
# ones from the image of now, and when they are healthy lets the old ones finish their answers and go.
# For another command than `docker compose`: COMPOSE="…".
set -eu

service=${1:-gateway}
compose=${COMPOSE:-docker compose}
health='{{if .State.Health}}{{.State.Health.Status}}{{end}}'

until_healthy() {
  tries=60
  until [ "$(docker inspect -f "$health" "$1")" = healthy ]; do
    tries=$((tries - 1))
    [ "$tries" -gt 0 ] || { echo "$1 does not become healthy; the old containers stay." >&2; exit 1; }
    sleep 1
  done
}

old=$($compose ps -q "$service")
count=$(echo "$old" | wc -w)
# One at a time: a start needs the CPU that running answers need too.
for _ in $old; do
  count=$((count + 1))
  $compose up -d --no-deps --no-recreate --scale "$service=$count" "$service"
  for container in $($compose ps -q "$service"); do until_healthy "$container"; done
done
# Who looks for addresses does so once a second.
sleep 2

for container in $old; do
  # Longer than SLUICE_DRAIN_MS, as stop_grace_period in docker-compose.yml.
  docker stop -t 660 "$container" >/dev/null
  docker rm "$container" >/dev/null
done
