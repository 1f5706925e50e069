# Draws how loud a sound is over time, against the beats of a click, as SVG.
#   awk -v beat=SECONDS -f pulse_picture.awk SOUND.dat
# SOUND.dat: mono, as sox writes it (-t dat), at 8 kHz.
BEGIN {
  width = 1200; height = 260; from = 4 * beat; to = 12 * beat
  window = 109 # two periods of D3, one of D3 and A3 together
  top = -6; bottom = -36
}

function x_of(t) { return (t - from) / (to - from) * width }
function y_of(db) {
  db = db > top ? top : db < bottom ? bottom : db
  return (top - db) / (top - bottom) * height
}

/^;/ { next }

{
  sum += $2 * $2
  if (++n == window) {
    if ($1 >= from && $1 <= to) {
      db = 10 * log(sum / n + 1e-12) / log(10)
      line = line sprintf(" %.1f,%.1f", x_of($1 - 0.005), y_of(db))
    }
    sum = 0; n = 0
  }
}

END {
  printf "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\">\n", \
    width, height + 24
  printf "<rect width=\"%d\" height=\"%d\" fill=\"#fff\"/>\n", width, height + 24
  for (i = 0; from + i * beat / 4 <= to + 1e-6; i++) {
    x = x_of(from + i * beat / 4)
    printf "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"0\" y2=\"%d\" stroke=\"%s\" " \
      "stroke-width=\"%s\"/>\n", x, x, height, \
      i % 4 ? "#ddd" : "#c33", i % 4 ? 1 : 2
    if (i % 4 == 0) {
      printf "<text x=\"%.1f\" y=\"%d\" font-size=\"16\">%d</text>\n", x + 3, \
        height + 18, i / 4 % 2 + 1
    }
  }
  printf "<polyline points=\"%s\" fill=\"none\" stroke=\"#246\" " \
    "stroke-width=\"2\"/>\n</svg>\n", line
}
