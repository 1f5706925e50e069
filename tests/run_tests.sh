#!/bin/sh
# Runs the test programs given, each by itself, and says which failed.
set -u
root=$(cd "$SRC" && pwd)
build=$(cd "$BUILD" && pwd)
export LV2_PATH="$build:/usr/lib/lv2"
export DALA_HOST="$build/dala-host"
export DALA_BUNDLE="$build/dala.lv2"
export DALA_TEST_BUNDLES="$build/tests/bundles"
export DALA_SOURCE="$root"
export DALA_SHARED="${DALA_SHARED:-$root/../shared}"
failed=
passed=0
for program; do
  echo "--- ${program#"$BUILD"/}"
  if "$program"; then
    passed=$((passed + 1))
  else
    failed="$failed ${program#"$BUILD"/}"
  fi
done
set -- $failed
echo "programs: $passed passed, $# failed"
[ $# -eq 0 ] || { echo "failed:$failed"; exit 1; }
