#!/usr/bin/env bash
# Build the sites' styles: GOV.UK Frontend by npm, compiled without its crown and typeface.
set -euo pipefail
cd "$(dirname "$0")/.."
if ! command -v npm >/dev/null; then
    if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
        echo "The sites' styles need npm. Install Node.js, then run this again." >&2
        exit 1
    fi
    apt-get update --quiet=2
    DEBIAN_FRONTEND=noninteractive apt-get install --quiet=2 --yes --no-install-recommends nodejs npm >/dev/null
fi
test -d node_modules/govuk-frontend || npm ci --silent --omit=dev
sites=src/boundaries/sites
mkdir -p "$sites/static"
npx --no-install sass --no-source-map --style=compressed --no-charset --quiet-deps --load-path=node_modules \
    "$sites/scss/public.scss:$sites/static/public.css" "$sites/scss/unit.scss:$sites/static/unit.css"
gzip --keep --force --best --no-name "$sites/static/public.css" "$sites/static/unit.css"
