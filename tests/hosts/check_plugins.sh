#!/bin/sh
# Renders a second of noise through every plugin that is installed and has audio
# in and out: check_plugins.sh BUILD [LV2_PATH]
#
# Passes if 95 of 100 give a finite file with the channels of the plugin. What
# fails is named with its reason.
set -u
host=$(cd "$1" && pwd)/dala-host
export LV2_PATH="${2:-/usr/lib/lv2:/usr/local/lib/lv2}"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder" || exit 1
sox -R -n -r 48000 -b 16 -c 1 1.wav synth 1 pinknoise vol 0.3
sox -R -n -r 48000 -b 16 -c 2 2.wav synth 1 pinknoise pinknoise vol 0.3

"$host" list > list || exit 1
tried=0
passed=0
tab=$(printf '\t')
while IFS="$tab" read -r uri channels _; do
  ins=${channels%>*}
  outs=${channels#*>}
  [ "$ins" -gt 0 ] && [ "$outs" -gt 0 ] || continue
  tried=$((tried + 1))
  in=2.wav
  [ "$ins" -eq 1 ] && in=1.wav
  if "$host" render --quiet --force --timeout 60 --plugin "$uri" -o out.wav \
    "$in" > log 2>&1 < /dev/null; then
    got=$(soxi -c out.wav 2> /dev/null)
    if [ "$got" = "$outs" ]; then
      passed=$((passed + 1))
      continue
    fi
    echo "channels: $got, not $outs" > log
  fi
  echo "$uri: $(grep -a '^dala-host:\|^channels' log | tail -n 1)"
done < list
echo "$passed of $tried plugins rendered"
[ "$tried" -gt 0 ] && [ $((passed * 100)) -ge $((tried * 95)) ]
