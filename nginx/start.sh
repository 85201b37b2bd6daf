#!/bin/sh
# Starts nginx in its container: chooses plain HTTP or TLS, and the way to follow the replicas of the gateway.
set -eu

config=/etc/sluice/nginx.conf
run=/tmp/sluice
mkdir -p "$run"
# Two files per stream; some engines give a soft limit of 1024.
ulimit -n "$(ulimit -Hn)"

# A certificate in nginx/tls turns the port into TLS.
if [ -f /etc/sluice/tls/tls.crt ]; then
  printf 'listen 8080 ssl;\nssl_certificate /etc/sluice/tls/tls.crt;\nssl_certificate_key /etc/sluice/tls/tls.key;\n'
  printf 'ssl_protocols TLSv1.2 TLSv1.3;\nssl_session_cache shared:tls:10m;\n'
else
  echo 'listen 8080;'
fi >"$run/server.conf"
echo "client_max_body_size ${SLUICE_BODY_BYTES_MAX:-67108864};" >>"$run/server.conf"

replicas() {
  getent ahostsv4 gateway | awk '{ print $1 }' | sort -u | sed 's/.*/server &:3002 max_fails=0;/'
}

# For nginx before 1.27.3, which asks for an address only when it reads its configuration. A name without any address
# changes nothing: the last gateway may be about to come back.
follow() {
  while sleep 1; do
    replicas >"$run/replicas"
    if [ -s "$run/replicas" ] && ! cmp -s "$run/replicas" "$run/gateway.conf"; then
      cp "$run/replicas" "$run/gateway.conf"
      kill -HUP "$1"
    fi
  done
}

# With max_fails a replica that refuses one connection would be given up for seconds, in a restart the only one there is.
echo 'server gateway:3002 resolve max_fails=0;' >"$run/gateway.conf"
if ! nginx -t -q -c "$config" -e stderr 2>/dev/null; then
  replicas >"$run/gateway.conf"
  follow $$ &
fi

# Error lines quote the request with its query, in which some clients put their key.
rm -f "$run/errors"
mkfifo "$run/errors"
sed -u -E 's/([?]|%3[Ff]).*/?…/' <"$run/errors" >&2 &

exec nginx -c "$config" -e stderr -g 'daemon off;' 2>"$run/errors"
