#!/bin/sh
# Whole files of every kind that the host reads, for the fuzzer to mutate:
#   seeds.sh FOLDER
# The first byte says the kind: 0 CSV, 1 MIDI, 2 sound, 3 state.
set -eu
mkdir -p "$1"
cd "$1"

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
