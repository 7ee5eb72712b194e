#!/usr/bin/env bash
# Put in place the programs that tests talk to for real, where they are not there yet: a mail server, a database, stock age.
# The tests start and stop them themselves.
set -euo pipefail
missing=()
command -v dovecot >/dev/null || missing+=(dovecot-imapd)
command -v age >/dev/null || missing+=(age)
compgen -G "/usr/lib/postgresql/*/bin/initdb" >/dev/null || command -v initdb >/dev/null || missing+=(postgresql)
[ ${#missing[@]} -eq 0 ] && exit 0
if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
    echo "The tests need: ${missing[*]}. Install them, then run this again." >&2
    exit 1
fi
apt-get update --quiet=2
DEBIAN_FRONTEND=noninteractive apt-get install --quiet=2 --yes --no-install-recommends "${missing[@]}" >/dev/null
