#!/bin/sh
# Renders a violin phrase through Dala with several settings, and writes sound
# files, pictures and a page that shows before and after side by side.
#   demo.sh SRC BUILD [IN]      IN: a recording instead of the demo phrase
set -eu

src=$1
build=$(cd "$2" && pwd) # lilv wants the folders of LV2_PATH absolute
in=${3:-}
here=$src/tests/demo
out=$build/demo
host=$build/dala-host

fail() {
  echo "demo: $*" >&2
  exit 1
}

# Runs a step quietly; what it said is shown when it fails.
step() {
  what=$1
  shift
  "$@" > "$out/log" 2>&1 || {
    cat "$out/log" >&2
    fail "$what failed: $1"
  }
}

# The words on one line that can be pasted into a shell.
quoted() {
  space=
  for word; do
    case $word in
      *[!A-Za-z0-9_./:=,+-]* | '')
        word="'$(printf '%s' "$word" | sed "s/'/'\\\\''/g")'" ;;
    esac
    printf '%s' "$space$word"
    space=' '
  done
}

html() {
  sed 's/&/\&amp;/g; s/</\&lt;/g; s/>/\&gt;/g; s/"/\&quot;/g'
}

# ------------------------------------------------------------------ the sound

play_melody() {
  step "playing the melody" sh "$here/play_melody.sh" "$src" "$out/melody.wav"
  mv "$out/melody.wav" "$out/before.new.wav"
}

take_recording() {
  [ -e "$in" ] || fail "there is no file $in"
  if [ ! -f "$in" ] || [ ! -r "$in" ]; then
    fail "$in is no file that can be read"
  fi
  sox "$in" -b 24 "$out/before.new.wav" 2> "$out/log" ||
    fail "$in cannot be read as sound (wav, flac, aiff and ogg work):" \
      "$(head -n 1 "$out/log")"
}

# render NAME "Title" "Sentence" OPTIONS...
render() {
  name=$1 title=$2 words=$3
  shift 3
  printf '  %-10s %s\n' "$name" "$(quoted "$@")"
  set -- "$host" render "$@" --tail auto --bits 24 --force \
    "$out/before.wav" -o "$out/$name.wav"
  LV2_PATH=$build step "rendering $name" "$@"
  [ -s "$out/$name.wav" ] || fail "rendering $name wrote no $out/$name.wav"
  picture "$name"
  command=$(echo "LV2_PATH=$(quoted "$build") $(quoted "$@")" | html)
  cat >> "$out/rows" << END
<section id="$name">
<h2>$title</h2>
<p>$words</p>
<div class="pair">
$(figure Before before)
$(figure After "$name")
</div>
<details><summary>The command that made it</summary><pre>$command</pre></details>
</section>
END
}

# The phrase, or the recording, as a player without ornaments plays it.
play_plain() {
  if [ -n "$in" ]; then
    sox "$out/before.wav" "$out/plain.wav" remix -
  else
    step "playing the plain melody" \
      sh "$here/play_melody.sh" "$src" "$out/plain.wav" plain
  fi
}

# Two recorded phrases, quick and slow, if they are there.
take_phrase() {
  rm -f "$out/real.wav"
  audio=${DALA_SHARED:-$src/../shared}/audio
  quick=$audio/bach_sarabande_double_1.flac slow=$audio/sms_cello_phrase.flac
  if [ -z "$in" ] && [ -r "$quick" ] && [ -r "$slow" ]; then
    step "taking the quick phrase" \
      sox "$quick" -b 24 "$out/quick.wav" remix - rate 48000 pad 0 1
    step "taking the slow phrase" \
      sox "$slow" -b 24 "$out/slow.wav" remix - rate 48000
    step "joining them" sox "$out/quick.wav" "$out/slow.wav" "$out/real.wav"
    rm -f "$out/quick.wav" "$out/slow.wav"
  fi
}

# Whose they are, as their licences ask.
phrase_credit='On two recordings, one after the other (J. S. Bach, Double of the
Sarabande BWV 1002, by John Garner, Musopen, CC BY 3.0; a cello phrase by
xserra, freesound.org, CC BY 4.0; made mono and joined):'

# dress NAME IN OPTIONS...: ornaments alone on IN, as NAME.wav and as pitch
dress() {
  name=$1 phrase=$2
  shift 2
  set -- "$host" render --preset Neutral "$@" --force \
    "$phrase" -o "$out/$name.wav"
  LV2_PATH=$build step "rendering $name" "$@" \
    --block 64 --control-log "$out/played.csv"
  # What came out is heard anew: the line after is measured, not computed
  LV2_PATH=$build step "hearing $name" "$host" render --preset Neutral \
    --channel left --block 64 --control-log "$out/heard.csv" --force \
    "$out/$name.wav" -o "$out/again.wav"
  awk -f "$here/pitch_picture.awk" "$out/played.csv" "$out/heard.csv" \
    > "$out/$name.svg" || fail "drawing $name failed"
  rm -f "$out/played.csv" "$out/heard.csv" "$out/again.wav"
  command=$(echo "LV2_PATH=$(quoted "$build") $(quoted "$@")" | html)
  cat >> "$out/rows" << END
<figure class="pitch">
<audio controls preload="none" src="$name.wav"></audio>
<img src="$name.svg" loading="lazy" alt="Pitch before and after, ornaments marked">
</figure>
<details><summary>The command that made it</summary><pre>$command</pre></details>
END
}

# style NAME "Title" "Sentence" OPTIONS...: on the plain phrase and, where there
# is one, on a recorded one
style() {
  style=$1
  printf '<section id="%s">\n<h2>%s</h2>\n<p>%s</p>\n' "$1" "$2" "$3" \
    >> "$out/rows"
  shift 3
  printf '  %-10s %s\n' "$style" "$(quoted "$@")"
  dress "$style" "$out/plain.wav" "$@"
  if [ -e "$out/real.wav" ]; then
    echo "<p>$phrase_credit</p>" >> "$out/rows"
    dress "$style-real" "$out/real.wav" "$@"
  fi
  echo "</section>" >> "$out/rows"
}

# A click at 125 beats a minute, and 16 beats of silence for the drone to fill.
make_click() {
  sox -n -r 48000 -c 1 -b 24 "$out/click.wav" synth 0.012 sine 1800 \
    fade l 0 0.012 0.01 vol 0.4 pad 0 0.468 repeat 15
  sox -n -r 48000 -c 1 -b 24 "$out/silence.wav" trim 0 7.68
}

# gallop NAME "Title" "Sentence" OPTIONS...: the drone alone against a click
gallop() {
  name=$1 title=$2 words=$3
  shift 3
  printf '  %-10s %s\n' "$name" "$(quoted "$@")"
  set -- "$host" render --preset Neutral --bpm 125 --set drone_level=-3 \
    --set drone_hold=1 --set drone_follow=0 --set tonic=D --set pulse=gallop \
    --set pulse_depth=7 \
    "$@" --bits 24 --tail 0 --force "$out/silence.wav" -o "$out/$name.drone.wav"
  LV2_PATH=$build step "rendering $name" "$@"
  step "drawing $name" sox "$out/$name.drone.wav" "$out/$name.dat" \
    remix - rate 8000
  awk -v beat=0.48 -f "$here/pulse_picture.awk" "$out/$name.dat" \
    > "$out/$name.svg" || fail "drawing $name failed"
  step "mixing $name" sox -m -v 1 "$out/$name.drone.wav" \
    -v 1 "|sox $out/click.wav -p remix 1 1" "$out/$name.wav"
  rm -f "$out/$name.dat" "$out/$name.drone.wav"
  command=$(echo "LV2_PATH=$(quoted "$build") $(quoted "$@")" | html)
  cat >> "$out/rows" << END
<section id="$name">
<h2>$title</h2>
<p>$words</p>
<figure class="pitch">
<audio controls preload="none" src="$name.wav"></audio>
<img src="$name.svg" loading="lazy" alt="Level of the drone over time against the beats">
</figure>
<details><summary>The command that made it</summary><pre>$command</pre></details>
</section>
END
}

# The Neutral preset must give back what went in.
check_neutral() {
  [ "$(soxi -c "$out/before.wav")" = 1 ] || return 0
  sox "$out/before.wav" -t s24 - > "$out/raw.before"
  size=$(wc -c < "$out/raw.before")
  for side in 1 2; do
    sox "$out/neutral.wav" -t s24 - remix "$side" |
      head -c "$size" | cmp -s - "$out/raw.before" ||
      fail "the Neutral preset changed the sound"
  done
  rm -f "$out/raw.before"
}

# --------------------------------------------------------- pictures, the page

# Both sides of the plugin in one picture, all with one length and one scale.
mono() {
  # -V1: pad warns when trim leaves it nothing to do
  sox -V1 "$out/$1.wav" -b 24 "$2" remix - pad 0 "$seconds" \
    trim 0 "$seconds" rate 10000
}

picture() {
  mono "$1" "$out/mono.wav"
  step "drawing $1" sox "$out/mono.wav" -n spectrogram -r -x 1200 -y 257 \
    -z 80 -Z -10 -o "$out/$1.png"
  rm -f "$out/mono.wav"
}

# Above before, below after, for a page that shows one picture only.
picture_pair() {
  mono before "$out/mono1.wav"
  mono "$1" "$out/mono2.wav"
  step "drawing before and after" sox -M "$out/mono1.wav" "$out/mono2.wav" \
    -n spectrogram -x 720 -y 200 -z 80 -Z -10 -q 32 -c " " \
    -t "Above: the violin alone. Below: with Dala." -o "$out/before-after.png"
  rm -f "$out/mono1.wav" "$out/mono2.wav"
}

figure() {
  cat << END
<figure>
<figcaption>$1</figcaption>
<audio controls preload="none" src="$2.wav"></audio>
<a class="picture" href="$2.png"><img src="$2.png" loading="lazy" alt="Spectrogram of $2.wav"><span class="top">5 kHz</span><span class="bottom">0 s</span><span class="end">$seconds s</span></a>
</figure>
END
}

page() {
  if [ -n "$in" ]; then
    source="Your recording $(basename "$in" | html), as it is and through Dala."
  else
    source="A violin phrase in the Kazakh manner, slow and then at a gallop, played by a sampled violin: as it is, and through Dala."
  fi
  ardour="$(ardour_how | html)"
  source=$source ardour=$ardour rows=$out/rows awk '
    function put(mark, text,   at) {
      at = index($0, mark)
      if (at) {
        $0 = substr($0, 1, at - 1) text substr($0, at + length(mark))
      }
    }
    /<!-- rows -->/ { while ((getline line < ENVIRON["rows"]) > 0) { print line } next }
    { put("@SOURCE@", ENVIRON["source"]); put("@ARDOUR@", ENVIRON["ardour"]); print }
  ' "$here/page.html" > "$out/index.html"
}

ardour_how() {
  cat << END
Copy the bundle to ~/.lv2 (or run make install). In Ardour's mixer, right-click
the processor box of the violin's track, the field above its fader, then New
Plugin > Plugin Selector, search for Dala and insert it. On a stereo track take
the stereo one.
END
}

. "$here/places.sh"

# ----------------------------------------------------------------------- main

[ -x "$host" ] || fail "$host is not built"
mkdir -p "$out" || fail "cannot make $out"
trap 'rm -f "$out/rows" "$out/before.new.wav"' EXIT
rm -f "$out/rows"
if [ -n "$in" ]; then
  echo "Taking $in"
  take_recording
else
  echo "Playing the demo phrase with a sampled violin"
  play_melody
fi
mv "$out/before.new.wav" "$out/before.wav"
# three seconds more, for what rings on
seconds=$(soxi -D "$out/before.wav" | awk '{ print int($1 + 3.99) }')
picture before

echo "Through Dala:"
render init "Dala as it comes" \
  "The settings you get when you insert it: a body like a kobyz, a quiet drone on D and its fifth, and strings that ring along." \
  --preset Init
render strong "Everything strong" \
  "The same with all of it turned up: drone and strings beside you rather than behind you." \
  --preset Init --set body=100 --set drone_level=-9 --set strings_level=-10 \
  --set strings_decay=4
render body "Body only" \
  "Your violin given the body of a kobyz, carved from one piece and half covered with skin: darker, with vowels in it. Nothing is added beside you." \
  --preset Neutral --set body=100
render drone "The drone: a kobyz" \
  "Your violin untouched, and below it a second player who bows D and its fifth, and follows how loud you play." \
  --preset Neutral --set drone_level=-12 --set tonic=D
render zhyrau "The drone: a zhyrau" \
  "A throat singer holds the same notes. Look between 0.9 and 2 kHz: one overtone of the drone stands out, and steps to another as the tune moves." \
  --preset Neutral --set drone_level=-9 --set drone_voice=zhyrau --set tonic=D
render dombra "The drone: a dombra" \
  "A dombra strums the gallop of Balbyrauyn beside you; it takes the tempo from you." \
  --preset Neutral --set drone_level=-12 --set drone_voice=dombra \
  --set tonic=D --set pulse=gallop --set tempo_source=player
printf 'time_s,symbol,value\n0,drone_capture,0\n4,drone_capture,1\n' \
  > "$out/capture.csv"
render own "The drone: your own tone" \
  "Four seconds in, the capture is pressed, and a drone of your own sound takes over from the singer who stood in for it: the partials of your note, on D and its fifth." \
  --preset Neutral --set drone_level=-9 --set "drone_voice=own tone" \
  --set tonic=D --automation "$out/capture.csv"
render strings "Strings only" \
  "Your violin untouched, and strings that nobody bows: the notes of the tune that they are tuned to make them ring, and they ring on in your rests." \
  --preset Neutral --set strings_level=-8 --set strings_decay=4
render sarangi "Strings that buzz" \
  "The same with the strings of a sarangi, many of which run over flat bridges: they graze them, and buzz." \
  --preset Neutral --set strings_level=-8 --set strings_decay=3 \
  --set strings_set=sarangi
make_click
gallop gallop "The gallop against a click" \
  "Rhythm R1, from Balbyrauyn, as the bow of the drone keeps it: never a gate, a push of 7 dB at most. Red: the beats of the click; grey: sixteenths; blue: how loud the drone is." \
  --set drone_voice=kobyz
gallop strum "The same on the dombra" \
  "Down strokes from the low string, up strokes from the high one." \
  --set drone_voice=dombra
rm -f "$out/click.wav" "$out/silence.wav"
play_plain
take_phrase
cat >> "$out/rows" << END
<section id="plain">
<h2>Ornaments, style by style</h2>
<p>The phrase once more, played without any ornament of the player's own (by a sampled viola, as the violin's sample has a vibrato in it), and then as each style dresses it at its most. Grey is the pitch that was played, red what came out; a band marks each ornament, with the cents that it reaches.</p>
<audio controls preload="none" src="plain.wav"></audio>
</section>
END
style adai "Adai" \
  "Graces from above on repeated low notes, before the weak eighths; none when the tune climbs high." \
  --set ornament=100 --set ornament_style=Adai --set "scale=Adai (by register)" --set tonic=D
style lyrical "Kobyz, lyrical" \
  "Slides into leaps and first notes, mordents on long notes, a shake before the close, vibrato that grows." \
  --set ornament=100 --set "ornament_style=kobyz lyrical" --set vibrato=30 --set tonic=D
style lament "Lament" \
  "Cries from a fourth below, ends that fall, a wide vibrato." \
  --set ornament=100 --set ornament_style=lament --set vibrato=45 --set scale=la-pentatonic --set tonic=D
style wolf "Wolf" \
  "Long notes howl: they rise by a fourth or a fifth, waver, and fall." \
  --set ornament=100 --set ornament_style=wolf --set scale=aeolian --set tonic=D
style swan "Swan" \
  "Long notes around C5 to G5 call, once low and once high; others break into a flageolet." \
  --set ornament=100 --set ornament_style=swan --set scale=do-pentatonic --set tonic=D
make_impulse
body_curve
halls
journey
rm -f "$out/impulse.wav"
render neutral "Neutral: everything off" \
  "The check: with every effect off, what comes out is what went in, to the last bit." \
  --preset Neutral
check_neutral
picture_pair init
page
rm -f "$out/log"

cat << END

Listen and look:  $out/index.html

$(ardour_how)
  mkdir -p ~/.lv2 && cp -r $(quoted "$build/dala.lv2") ~/.lv2/
Or try it without installing:
  LV2_PATH=$(quoted "$build"):~/.lv2:/usr/lib/lv2 ardour
END
