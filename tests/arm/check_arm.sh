#!/bin/sh
# Builds the unit and dsp tests for aarch64 and runs each under qemu-user.
#   check_arm.sh SRC BUILD_ARM
# cmocka for arm64 is fetched into BUILD_ARM, from the Debian archive that this
# machine uses, with an apt state of its own: the system stays as it is.
set -eu

mkdir -p "$2"
src=$(cd "$1" && pwd)
build=$(cd "$2" && pwd)
sysroot=/usr/aarch64-linux-gnu
root=$build/cmocka
lib=$root/usr/lib/aarch64-linux-gnu
limit=1200 # s for one test program

fail() {
  echo "check-arm: $*" >&2
  exit 1
}

apt() {
  apt-get -qq -o APT::Architecture=arm64 -o APT::Architectures=arm64 \
    -o Dir::State="$root/apt" -o Dir::State::lists="$root/apt/lists" \
    -o Dir::State::status=/dev/null -o Dir::Cache="$root/apt/cache" \
    -o APT::Sandbox::User=root "$@"
}

fetch_cmocka() {
  mkdir -p "$root/apt/lists/partial" "$root/apt/cache/archives/partial"
  cd "$root"
  echo "Fetching cmocka for arm64 into $root (the system is not changed)"
  apt update || echo "apt-get update had errors; trying with what it got" >&2
  apt download libcmocka-dev || fail "libcmocka-dev for arm64 cannot be had"
  # the shared library has the name its -dev package depends on
  needed=$(dpkg-deb -f libcmocka-dev_*_arm64.deb Depends | tr ',' '\n' |
    sed -n 's/^ *\(libcmocka[^ ]*\).*/\1/p')
  [ -n "$needed" ] || fail "libcmocka-dev names no library"
  apt download "$needed" || fail "$needed for arm64 cannot be had"
  for package in ./*.deb; do
    dpkg-deb -x "$package" "$root"
  done
  rm -rf "$root/apt" ./*.deb
}

for tool in aarch64-linux-gnu-gcc qemu-aarch64 apt-get dpkg-deb; do
  command -v "$tool" > /dev/null || fail "$tool is not installed"
done
if [ ! -e "$lib/libcmocka.so" ] || [ ! -e "$root/usr/include/cmocka.h" ]; then
  fetch_cmocka
fi

names=
targets=
for file in "$src"/tests/unit/test_*.c "$src"/tests/dsp/test_*.c; do
  [ -e "$file" ] || continue
  name=${file#"$src"/}
  names="$names ${name%.c}"
  targets="$targets $build/${name%.c}"
done
[ -n "$names" ] || fail "there are no tests in tests/unit and tests/dsp"

echo "Building for aarch64"
# MAKEFLAGS would carry a CC or SANITIZE that was meant for this machine, and
# pkg-config its libraries: these tests link cmocka and libm only.
# shellcheck disable=SC2086
MAKEFLAGS='' make -j "$(nproc)" --no-print-directory -s -f "$src/Makefile" \
  CC=aarch64-linux-gnu-gcc PKG_CONFIG=true SANITIZE= BUILD="$build" \
  CPPFLAGS="-I$root/usr/include" LDFLAGS="-L$lib" $targets ||
  fail "the tests do not build for aarch64"

for name in $names; do
  rm -f "$build/$name.code"
  # a program for this machine would pass without proving anything
  case $(od -An -tx1 -j18 -N2 "$build/$name" | tr -d ' ') in
    b700) ;;
    *) fail "$name is not built for aarch64" ;;
  esac
done
echo "Running under qemu-user; this takes some minutes"
# as many at a time as there are processors; output and exit code go to files
export build lib limit sysroot
# shellcheck disable=SC2016,SC2086
printf '%s\n' $names | DALA_SOURCE="$src" xargs -n 1 -P "$(nproc)" sh -c '
  code=0
  timeout "$limit" qemu-aarch64 -L "$sysroot" -E LD_LIBRARY_PATH="$lib" \
    "$build/$1" > "$build/$1.log" 2>&1 || code=$?
  echo "$code" > "$build/$1.code"
' run

passed=0
failed=
for name in $names; do
  log=$build/$name.log
  code=$(cat "$build/$name.code")
  if [ "$code" = 0 ] && ! grep -q '\[  PASSED  \] [1-9]' "$log"; then
    code="0, but no test ran"
  fi
  if [ "$code" = 0 ]; then
    passed=$((passed + 1))
    count=$(awk '/\[  PASSED  \]/ { n += $4 } END { print n }' "$log")
    echo "pass  $name: $count tests"
  else
    failed="$failed $name"
    cat "$log"
    echo "FAIL  $name: exit $code"
  fi
done
# shellcheck disable=SC2086
set -- $failed
echo "aarch64 under qemu-user: $passed test programs passed, $# failed"
[ $# -eq 0 ] || fail "failed:$failed"
