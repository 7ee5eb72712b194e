#!/usr/bin/env bash
# Put in place what the page journeys need, where it is not there yet: Chromium and the checkers of package.json.
set -euo pipefail
cd "$(dirname "$0")/.."

install_packages() {
    if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
        echo "The page journeys need: $*. Install them, then run this again." >&2
        exit 1
    fi
    apt-get update --quiet=2
    DEBIAN_FRONTEND=noninteractive apt-get install --quiet=2 --yes --no-install-recommends "$@" >/dev/null
}

command -v chromium >/dev/null || install_packages chromium fonts-dejavu-core
command -v npm >/dev/null || install_packages nodejs npm
npm ci --silent
