#!/bin/sh
# Writes a compose file that pins every image by the digest that its tag has today. Needs a registry; run it again to take
# up what was mended in the images since, look at what changed, and bring the services up.
#   deploy/pin.sh > docker-compose.pinned.yml
set -eu
cd "$(dirname "$0")/.."

pinned() {
  digest=$(docker buildx imagetools inspect --format '{{.Manifest.Digest}}' "$1")
  case $digest in
    sha256:*) echo "$1@$digest" ;;
    *) echo "no digest for $1" >&2; exit 1 ;;
  esac
}

node=$(pinned "$(sed -n 's/^ARG NODE_IMAGE=//p' Dockerfile.gateway)")
echo 'services:'
for service in setup gateway translator; do
  printf '  %s: { build: { args: { NODE_IMAGE: "%s" } } }\n' "$service" "$node"
done
# Services of others: those whose image is not built here.
awk '/^  [a-z-]+:$/ { service = $1 } /^    image: / && $2 !~ /^sluice-/ { print service, $2 }' docker-compose.yml |
  while read -r service image; do
    pin=$(pinned "$image")
    printf '  %s { image: "%s" }\n' "$service" "$pin"
  done
