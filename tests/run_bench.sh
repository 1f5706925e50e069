#!/bin/sh
# Runs one bench program with the paths that it needs in its environment.
set -eu
root=$(cd "$SRC" && pwd)
build=$(cd "$BUILD" && pwd)
export LV2_PATH="$build" DALA_BUNDLE="$build/dala.lv2" DALA_SOURCE="$root"
export DALA_SHARED="${DALA_SHARED:-$root/../shared}"
exec "$1"
