#!/bin/sh
# A plugin in jalv under jackd's dummy driver, its dropouts counted against
# those of eg-amp in alternate runs. Part of check_hosts.sh.
#   check_jalv.sh WORK URI     WORK holds feed, wavcheck and mono.wav
# Prints one line, PASS or FAIL; exit 1 when it fails.
# shellcheck disable=SC2317 # functions that trap and wait_for call
set -eu

work=$1
uri=$2
peer=http://lv2plug.in/plugins/eg-amp
rate=48000
period=64
seconds=5
pairs=7
# On a machine that does other things too, a few blocks in five seconds are
# late with no plugin at fault: eg-amp alone has 0 to 11. So this many are never
# too many, and when 7 pairs fail, the medians of 14 decide, then those of 21.
floor=3
rounds=3

jackd_pid=
jalv_pid=

fail() {
  echo "FAIL  jalv: $*"
  exit 1
}

# Ends a process of ours, the hard way when asking does not help.
end() {
  kill "$1" 2> /dev/null || return 0
  tries=0
  while kill -0 "$1" 2> /dev/null; do
    tries=$((tries + 1))
    [ $tries -ne 30 ] || kill -KILL "$1" 2> /dev/null || true
    [ $tries -lt 60 ] || break
    sleep 0.1
  done
  wait "$1" 2> /dev/null || true
}

clean_up() {
  [ -z "$jalv_pid" ] || end "$jalv_pid"
  [ -z "$jackd_pid" ] || end "$jackd_pid"
}

# wait_for SECONDS COMMAND...
wait_for() {
  left=$(($1 * 10))
  shift
  until "$@"; do
    left=$((left - 1))
    [ $left -gt 0 ] || return 1
    sleep 0.1
  done
}

have_plug() {
  timeout 5 jack_lsp 2> /dev/null | grep -q '^plug:'
}

no_plug() {
  ! have_plug
}

server_up() {
  timeout 5 jack_lsp > /dev/null 2>&1
}

start_jackd() {
  JACK_DEFAULT_SERVER=dala$$
  JACK_NO_AUDIO_RESERVATION=1
  JACK_NO_START_SERVER=1
  export JACK_DEFAULT_SERVER JACK_NO_AUDIO_RESERVATION JACK_NO_START_SERVER
  schedule=-r
  if chrt -f 1 true 2> /dev/null; then
    schedule='-R -P 20'
  fi
  # shellcheck disable=SC2086
  jackd $schedule -n "$JACK_DEFAULT_SERVER" -d dummy -r $rate -p $period \
    > "$work/jackd.log" 2>&1 &
  jackd_pid=$!
  wait_for 10 server_up
}

# Hundredths of a second that the machine under this one took away so far.
stolen() {
  awk '$1 == "cpu" { print $9 + 0 }' /proc/stat
}

# One run; leaves its dropouts in $work/dropouts.
play_in_jalv() {
  jalv -i -x -n plug "$1" > "$work/jalv.log" 2>&1 &
  jalv_pid=$!
  wait_for 10 have_plug || return 1
  before=$(stolen)
  timeout $((seconds + 20)) "$work/feed" plug "$work/mono.wav" \
    "$work/jalv.wav" $seconds > "$work/feed.log" 2>&1 || return 1
  taken=$(($(stolen) - before))
  end "$jalv_pid"
  jalv_pid=
  wait_for 10 no_plug || return 1
  # an engine that stands still drops nothing
  cycles=$(sed -n 's/.*cycles=\([0-9]*\).*/\1/p' "$work/feed.log")
  [ "$cycles" -ge $((seconds * rate / period)) ] || return 1
  "$work/wavcheck" "$work/jalv.wav" $((seconds * rate)) \
    > "$work/wavcheck.log" || return 1
  sed -n 's/.*dropouts=\([0-9]*\).*/\1/p' "$work/feed.log" > "$work/dropouts"
}

# Leaves in $dropouts those of the run, of at most three, in which this machine
# was left alone most: in a virtual one the time that others take decides the
# count, not the plugin. Up to 5 hundredths of a second count as left alone.
count_dropouts() {
  least=
  runs=0
  while [ $runs -lt 3 ]; do
    runs=$((runs + 1))
    play_in_jalv "$1" || return 1
    if [ -z "$least" ] || [ "$taken" -lt "$least" ]; then
      least=$taken
      dropouts=$(cat "$work/dropouts")
    fi
    [ "$least" -gt 5 ] || break
  done
}

median() {
  tr ' ' '\n' | grep . | sort -n | awk '{ v[NR] = $1 }
    END { print (v[int((NR + 1) / 2)] + v[int((NR + 2) / 2)]) / 2 }'
}

trouble() {
  cat "$work/jalv.log" "$work/feed.log" "$work/wavcheck.log" 2> /dev/null |
    grep -v '^lilv_\|^error: failed to open' | tail -n 3 | tr '\n' ' '
}

trap clean_up EXIT
trap 'exit 1' HUP INT TERM
start_jackd || fail "jackd does not start: $(tail -n 1 "$work/jackd.log")"
ours=
theirs=
pair=0
while [ $pair -lt $((pairs * rounds)) ]; do
  pair=$((pair + 1))
  count_dropouts "$uri" || fail "no sound through $uri: $(trouble)"
  ours="$ours $dropouts"
  count_dropouts "$peer" || fail "no sound through $peer: $(trouble)"
  theirs="$theirs $dropouts"
  [ $((pair % pairs)) -eq 0 ] || continue

  m=$(echo "$ours" | median)
  p=$(echo "$theirs" | median)
  said="$period frames at $rate Hz, $pair pairs of $seconds s: median dropouts"
  said="$said $m (each:$ours), eg-amp $p (each:$theirs); at most 1.5 times"
  said="$said that, or $floor"
  if awk "BEGIN { exit !($m <= 1.5 * $p || $m <= $floor) }"; then
    echo "PASS  jalv: $said"
    exit 0
  fi
done
fail "$said"
