#!/bin/sh
# What the fuzzers mutate:
#   seeds.sh FOLDER
# FOLDER/files has whole files of every kind that the host reads. The first
# byte says the kind: 0 CSV, 1 MIDI, 2 sound, 3 state.
# FOLDER/plugin has an input of fuzz_plugin.c.
set -eu
mkdir -p "$1/files" "$1/plugin"
cd "$1/files"

tone() { # ENDING SOX_OPTIONS...
  name=sound.$1-$(echo "$*" | tr -dc 'a-z0-9')
  shift
  printf '\002' > "$name"
  sox -R -n -r 8000 "$@" - synth 0.03 sine 440 >> "$name"
}
tone wav -b 16 -c 1 -t wav
tone wav -b 24 -c 2 -t wav
tone wav -e float -b 32 -c 2 -t wav
tone wav -e mu-law -b 8 -c 1 -t wav
tone flac -b 16 -c 1 -t flac
tone flac -b 24 -c 2 -t flac
tone ogg -c 1 -t ogg
tone aiff -b 16 -c 1 -t aiff
tone au -b 16 -c 1 -t au
tone w64 -b 16 -c 1 -t w64
tone caf -b 16 -c 1 -t caf

# Format 1, 96 ticks: tempo and meter; a note that ends after one tick byte
{
  printf '\001MThd\0\0\0\006\0\001\0\002\0\140'
  printf 'MTrk\0\0\0\023\0\377\121\003\007\241\040\0\377\130\004\004\002\030\010\0\377\057\0'
  printf 'MTrk\0\0\0\014\0\220\074\100\140\200\074\0\0\377\057\0'
} > midi

printf '\000time_s,symbol,value\n0,gain,-12dB\n0.5,gain,3\n1,mode,"Very hard"\n' > automation

cat > state <<END
$(printf '\003')@prefix lv2: <http://lv2plug.in/ns/lv2core#> .
@prefix pset: <http://lv2plug.in/ns/ext/presets#> .
@prefix state: <http://lv2plug.in/ns/ext/state#> .
<> a pset:Preset ; lv2:appliesTo <urn:x> ;
  lv2:port [ lv2:symbol "gain" ; pset:value 1.0 ] ;
  state:state [ <urn:x#file> <a%20file.wav> ; <urn:x#number> 7 ] .
END

word() { # NUMBERS...: each in four bytes, the lowest first
  for n; do
    # shellcheck disable=SC2059
    printf "$(printf '\\%03o' $((n & 255)) $((n >> 8 & 255)) \
      $((n >> 16 & 255)) $((n >> 24)))"
  done
}
# A state of a tone of 440 Hz and 5 cents; a note; a position of bar 3 in 6/8 at
# 100; a patch:Set. Types and keys are places in the list of fuzz_plugin.c.
{
  printf '\0\100\004\007\004\001\036\0'
  word 4 1 0x43DC0000 0x3F000000 0x40A00000
  word 3 0 3 9
  printf '\220\074\100\0\0\0\0\0'
  word 9 0 128 5 0 10
  word 15 0 4 1 0x42C80000 0 13 0 4 3 8 0 14 0 4 1 0x40C00000 0
  word 11 0 8 4 3 0 12 0 4 1 0x3FC00000 0
  word 20 0 56 5 0 18 19 0 4 3 23 0 20 0 4 1 0x43DC0000 0
} > ../plugin/events
