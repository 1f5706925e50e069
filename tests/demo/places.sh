# Chapters of the demo: the body's curve, the halls, and the journey. Read by
# demo.sh, whose functions and variables these use.

# One sample, then silence: what it makes ring is the response.
make_impulse() {
  sox -n -r 48000 -c 1 -e floating-point -b 32 "$out/impulse.wav" \
    synth 1s square 1 vol 0.5 pad 0 0.5
}

body_curve() {
  printf '  body curve\n'
  LV2_PATH=$build step "rendering the body" "$host" render --preset Neutral \
    --set body=100 --tail 0 --bits 32f --force "$out/impulse.wav" \
    -o "$out/curve.wav"
  step "drawing the body" sox "$out/curve.wav" "$out/curve.dat" remix 1 \
    trim 0 0.1
  awk -f "$here/body_picture.awk" "$out/curve.dat" > "$out/body-curve.svg" ||
    fail "drawing the body failed"
  rm -f "$out/curve.wav" "$out/curve.dat"
  cat >> "$out/rows" << END
<section id="body-curve">
<h2>The body against what it aims at</h2>
<p>Red: what the body does to a violin at 100 %; grey: what a horse-head fiddle's spectrum has over a violin's and a viola's, with a third of the vowels proposed for a kobyz. The response lies lower around 250 to 400 Hz so that all notes stay equally loud.</p>
<figure class="pitch"><img src="body-curve.svg" loading="lazy" alt="Response of the body over frequency"></figure>
</section>
END
}

# strip NAME TITLE "Sentence": sound and picture of a file made of parts.
strip() {
  step "drawing $1" sox "$out/$1.wav" -n remix - rate 20000 spectrogram \
    -r -x 1200 -y 257 -z 90 -Z -10 -o "$out/$1.png"
  cat >> "$out/rows" << END
<section id="$1">
<h2>$2</h2>
<p>$3</p>
<figure>
<audio controls preload="none" src="$1.wav"></audio>
<a class="picture" href="$1.png"><img src="$1.png" loading="lazy" alt="Spectrogram of $1.wav"><span class="top">10 kHz</span><span class="bottom">0 s</span></a>
</figure>
</section>
END
}

# hall NAME T60 OPTIONS...: its answer to one sample, as a waterfall.
hall() {
  name=$1 t60=$2
  printf '  hall       %s\n' "$name"
  LV2_PATH=$build step "rendering $name" "$host" render --preset Neutral \
    --set space_level=0 --set "space=$name" --tail 2.5 --bits 32f --force \
    "$out/impulse.wav" -o "$out/hall.$name.wav"
  step "reading $name" sox "$out/hall.$name.wav" -t f32 "$out/hall.raw" remix 1
  "$out/waterfall" "$name" "$t60" < "$out/hall.raw" > "$out/hall-$name.svg" ||
    fail "drawing $name failed"
  rm -f "$out/hall.raw"
  echo "<img src=\"hall-$name.svg\" loading=\"lazy\" alt=\"Waterfall of $name\">" \
    >> "$out/waterfalls"
}

# Each hall for three seconds, and how long it should ring at 500 Hz and 1 kHz.
halls() {
  rm -f "$out/waterfalls"
  step "building waterfall" "${CC:-cc}" -std=c11 -O2 -I"$src" \
    -o "$out/waterfall" "$here/waterfall.c" "$src/tests/support/fourier.c" -lm
  hall Moscow 1.9
  hall Paris 2.4
  hall Berlin 1.95
  hall Vienna 2.0
  hall London 1.65
  step "joining the halls" sox "$out/hall.Moscow.wav" "$out/hall.Paris.wav" \
    "$out/hall.Berlin.wav" "$out/hall.Vienna.wav" "$out/hall.London.wav" \
    -b 24 "$out/halls.wav" norm -1
  cat >> "$out/rows" << END
<section id="halls">
<h2>The halls, each struck once</h2>
<p>Moscow, Paris, Berlin, Vienna, London: a first reflection after 12 to 34 ms, then a tail that grows darker as it dies. Each blue line is what is still to come a tenth of a second after the one behind it, over frequency; the red lines fall as each octave should.</p>
<figure class="pitch">
<audio controls preload="none" src="halls.wav"></audio>
$(cat "$out/waterfalls")
</figure>
</section>
END
  rm -f "$out"/hall.*.wav "$out/waterfall" "$out/waterfalls"
}

# One phrase, from the cafe to Vienna.
journey() {
  parts=
  step "taking the phrase" sox "$out/before.wav" "$out/phrase.wav" \
    trim 0 8 fade l 0 -0 0.05
  for leg in "Almaty cafe" Moscow Paris Berlin London Vienna; do
    printf '  journey    %s\n' "$leg"
    file=$out/leg.$(echo "$leg" | tr ' ' '-').wav
    LV2_PATH=$build step "rendering $leg" "$host" render --preset "$leg" \
      --tail 2 --bits 24 --force "$out/phrase.wav" -o "$file"
    parts="$parts $file"
  done
  step "joining the journey" sox $parts "$out/journey.wav"
  rm -f $parts "$out/phrase.wav"
  strip journey "The journey: one phrase from the cafe to Vienna" \
    "Almaty cafe, Moscow, Paris, Berlin, London, Vienna: the presets one after the other, equally loud."
}
