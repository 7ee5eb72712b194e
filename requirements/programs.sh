#!/usr/bin/env bash
# Put in place the mail server that the tests of the mailbox talk to, where it is not there yet. The tests start it themselves.
set -euo pipefail
command -v dovecot >/dev/null && exit 0
if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
    echo "The tests of the mailbox need: dovecot-imapd. Install it, then run this again." >&2
    exit 1
fi
apt-get update --quiet=2
DEBIAN_FRONTEND=noninteractive apt-get install --quiet=2 --yes --no-install-recommends dovecot-imapd >/dev/null
