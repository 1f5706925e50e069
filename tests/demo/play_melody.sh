#!/bin/sh
# Renders the demo phrase with a sampled violin into a mono wav file.
#   play_melody.sh SRC OUT.wav [plain]      keeps OUT.mid beside it
# Needs a C compiler, fluidsynth, sox, musescore-general-soundfont-small.
set -eu

here=$1/tests/demo
out=${2%.wav}
font=/usr/share/sounds/sf3/MuseScore_General_Lite.sf3
if [ ! -r "$font" ]; then
  echo "$font is missing: install musescore-general-soundfont-small" >&2
  exit 1
fi
trap 'rm -f "$out.stereo.wav" "$out.player"' EXIT
"${CC:-cc}" -std=c11 -O2 -o "$out.player" "$here/melody.c" \
  "$here/player.c" "$here/smf.c" -lm
"$out.player" "$out.mid" ${3+"$3"}
fluidsynth -ni -q -R0 -C0 -g 2.0 -r 48000 -O s24 -T wav -F "$out.stereo.wav" \
  "$font" "$out.mid"
# The left channel is the whole violin. The silence that fluidsynth leaves at
# the end would only make the pictures narrower.
sox "$out.stereo.wav" "$out.wav" remix 1 reverse silence 1 0 -80d reverse
