#!/bin/sh
# Installs the Debian packages named on the command line that are missing.
# Names them first; uses sudo only when not root; on another system, or when
# SETUP=0 or DEB_BUILD_OPTIONS is set, installs nothing.
set -eu
if [ "${SETUP:-}" = 0 ] || [ -n "${DEB_BUILD_OPTIONS+set}" ]; then
  exit 0
fi
if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
  echo "This is not a Debian system. Install what these Debian packages hold:"
  echo "  $*"
  echo "and run make again with SETUP=0."
  exit 1
fi
missing=
for package; do
  state=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)
  [ "$state" = installed ] || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

echo "Installing the Debian packages that are missing:$missing"
root=
if [ "$(id -u)" != 0 ]; then
  if ! command -v sudo >/dev/null; then
    echo "Not root, and there is no sudo. As root: apt-get install$missing"
    exit 1
  fi
  root=sudo
fi
install() {
  # shellcheck disable=SC2086
  $root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q \
    --no-install-recommends $missing
}
$root apt-get update -q || echo "apt-get update failed; trying with what is known"
install
