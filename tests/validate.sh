#!/bin/sh
# lv2_validate on a bundle; any warning or error is a failure.
set -eu
specs=$(find /usr/lib/lv2 /usr/local/lib/lv2 -name '*.ttl' \
  \( -path '*/core.lv2/*' -o -path '*/lv2core.lv2/*' \) 2>/dev/null | head -1)
[ -n "$specs" ] || { echo "validate: the LV2 specification bundles are missing: install lv2-dev"; exit 1; }
out=$(LV2_PATH=${LV2_PATH:-/usr/lib/lv2} lv2_validate "$1"/*.ttl 2>&1) || { echo "$out"; exit 1; }
echo "$out"
if echo "$out" | grep -qiE 'warning|error' && ! echo "$out" | grep -qE '^Found 0 errors'; then exit 1; fi
