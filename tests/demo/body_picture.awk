# Response of the body from its impulse (sox .dat), third-octave steps of a
# sixth, against its target: T + 0.35 K of plugin/dsp/body_modes.c.

function peak(f, f0, gain, q,   g, d) {
  g = 10 ^ (gain / 20)
  d = f / f0 - f0 / f
  return 10 * log((d * d + g * g / (q * q)) / (d * d + 1 / (q * q))) / log(10)
}

function target(f,   place, i) {
  place = 2 * log(f / 1000) / log(2) + 3
  place = place < 0 ? 0 : place > 8 ? 8 : place
  i = int(place < 7 ? place : 7)
  return t[i + 1] + (place - i) * (t[i + 2] - t[i + 1]) + 0.35 * (peak(f, \
    260, 6, 8) + peak(f, 480, 5, 7) + peak(f, 850, 4, 6) + peak(f, 1350, 5, \
    5) + peak(f, 2100, 2, 3))
}

function response(f,   w, re, im, k) {
  w = 6.283185307 * f / 48000
  for (k = 0; k < n; k++) {
    re += x[k] * cos(w * k)
    im += x[k] * sin(w * k)
  }
  return 10 * log(re * re + im * im) / log(10)
}

function across(k) { return 50 + k * 850 / steps }

function up(db) { return 150 - 10 * db }

BEGIN { split("5.8 -1.7 -0.7 3.3 -1.2 -3.2 -0.7 -3.7 2.3", t, " ") }

$1 != ";" { x[n++] = $2 }

END {
  steps = 48
  for (k = 0; k <= steps; k++) {
    f = 198.4 * 2 ^ (k * 5.333 / steps)
    got[k] = response(f)
    want[k] = target(f)
    off += (got[k] - want[k]) / (steps + 1)
  }
  print "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 920 300\" font-family=\"sans-serif\" font-size=\"12\">"
  for (db = -10; db <= 10; db += 5) {
    printf "<path d=\"M50 %d H900\" stroke=\"#ddd\"/><text x=\"8\" y=\"%d\">%d dB</text>\n", up(db), up(db) + 4, db
  }
  for (k = 0; k <= steps; k += 9) {
    printf "<text x=\"%d\" y=\"290\">%d Hz</text>\n", across(k) - 15, 198.4 * 2 ^ (k * 5.333 / steps)
  }
  for (k = 0; k <= steps; k++) {
    a = a sprintf("%s%.1f %.1f", k ? " L" : "M", across(k), up(want[k]))
    b = b sprintf("%s%.1f %.1f", k ? " L" : "M", across(k), up(got[k] - off))
  }
  printf "<path d=\"%s\" fill=\"none\" stroke=\"#999\" stroke-width=\"3\"/>\n", a
  printf "<path d=\"%s\" fill=\"none\" stroke=\"#c22\" stroke-width=\"2\"/>\n</svg>\n", b
}
