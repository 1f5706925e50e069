# Draws what was played and what came out as lines of pitch, as SVG.
#   awk -f pitch_picture.awk BEFORE.csv AFTER.csv > OUT.svg
# Both are control logs of dala-host. BEFORE is of the run that made the sound
# (pitch_hz is the player, ornament_cents what is added); AFTER is of another
# run that heard what came out. Bands mark the ornaments, with their cents, and
# flageolets, which add none, where an overtone of what was played is heard.
BEGIN {
  FS = ","
  width = 1200; height = 190; row_s = 6; left = 30; top = 4
  px = (width - left) / row_s
  split("C C# D Eb E F F# G G# A Bb B", name, " ")
}

FNR == 1 {
  file++
  for (i = 1; i <= NF; i++) { column[$i] = i }
  next
}

{
  hz = $(column["pitch_hz"])
  n[file]++
  at[file, n[file]] = $1
  note[file, n[file]] = hz > 0 ? 69 + 12 * log(hz / 440) / log(2) : 0
  cents[file, n[file]] = $(column["ornament_cents"])
  if (file == 1 && hz > 0) {
    last_s = $1
    often[int(note[1, n[1]])]++
    sum++
  }
}

function x(t) { return left + (t - row * row_s) * px }
function y(m) { return top + height - 8 - (m - low) / (high - low) * (height - 16) }

function grid(   m, c) {
  for (m = int(low); m <= high; m++) {
    c = m % 12
    if (c == 2 || c == 9) {
      printf "<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>\n", left, width, y(m), y(m)
    }
    if (c == 2 || c == 9 || ((c == 5 || c == 7) && y(0) - y(2) > 11)) {
      printf "<text x=\"4\" y=\"%.1f\">%s%d</text>\n", y(m) + 4, name[c + 1], int(m / 12) - 1
    }
  }
}

# True where an octave or a twelfth over what is played is heard, unshifted.
function flageolet(i,   over) {
  over = note[2, i] - note[1, i]
  return !cents[1, i] && note[1, i] > 0 && note[2, i] > 0 && over > 11.5 && over < 19.5
}

# One band per flageolet of at least 50 ms.
function flageolets(   i, from, t) {
  from = -1
  for (i = 1; i <= n[1]; i++) {
    t = at[1, i]
    if (t < row * row_s || t >= (row + 1) * row_s) { continue }
    if (flageolet(i)) {
      if (from < 0) { from = t }
    } else if (from >= 0) {
      if (t - from > 0.05) { band(from, t, "flageolet") }
      from = -1
    }
  }
}

# One band per ornament: from where cents leave 0 to where they return. A shake
# returns between its turns.
function bands(   i, from, to, most, times, t, c, more) {
  from = -1
  for (i = 1; i <= n[1]; i++) {
    t = at[1, i]; c = cents[1, i]
    if (t < row * row_s || t >= (row + 1) * row_s) { continue }
    if (c == 0) { continue }
    more = from >= 0 && t - to < 0.1 && c * most > 0 && most * most > 2500
    if (from >= 0 && t - to > 0.01 && !more) {
      marked(from, to, most, times)
      from = -1
    }
    if (from < 0) { from = t; most = 0; times = 1 }
    else if (t - to > 0.01) { times++ }
    if (c * c > most * most) { most = c }
    to = t
  }
  if (from >= 0) { marked(from, to, most, times) }
}

# What was given up before it had added a cent is none.
function marked(from, to, most, times) {
  if (most * most >= 1) {
    band(from, to, sprintf("%+.0f%s", most, times > 1 ? " shake" : ""))
  }
}

# Its words under it, higher where they would cover others.
function band(from, to, words,   level) {
  printf "<rect class=\"band\" x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\"/>", x(from), top, (to - from) * px, height
  for (level = 0; level < 3 && x(from) < taken[row, level]; level++) { }
  taken[row, level] = x(from) + 6 * length(words) + 2
  said = said sprintf("<text class=\"cents\" x=\"%.1f\" y=\"%d\">%s</text>\n", x(from), top + height - 2 - 10 * level, words)
}

# A line, broken where there is no pitch and where it jumps by a third.
function line(f, class,   i, open, last) {
  open = 0
  for (i = 1; i <= n[f]; i++) {
    if (at[f, i] < row * row_s || at[f, i] >= (row + 1) * row_s) { continue }
    m = note[f, i]
    if (m <= 0 || m < low || m > high) {
      if (open) { print "\"/>" }
      open = 0
      continue
    }
    if (open && (m - last > 3.5 || last - m > 3.5)) {
      print "\"/>"
      open = 0
    }
    if (!open) { printf "<polyline class=\"%s\" points=\"", class }
    open = 1
    printf "%.1f,%.1f ", x(at[f, i]), y(m)
    last = m
  }
  if (open) { print "\"/>" }
}

# Room for what is played, but for a slip of the ear, and ornaments around it.
function set_range(   m, below) {
  low = 127
  for (m = 0; m < 128; m++) {
    if (below < 0.99 * sum) { high = m + 6 }
    below += often[m]
    if (below > 0.01 * sum && m < low + 4) { low = m - 4 }
  }
}

END {
  set_range()
  rows = int(last_s / row_s) + 1
  printf "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\">\n", width, rows * (height + 12) + 8
  print "<style>"
  print "text { font: 12px sans-serif; fill: #555 } .grid { stroke: #ddd }"
  print "polyline { fill: none; stroke-linejoin: round }"
  print ".before { stroke: #999; stroke-width: 3 } .after { stroke: #a3301c; stroke-width: 1.5 }"
  print ".band { fill: #f3dfb4 } .cents { font-size: 10px; fill: #8a6d1f }"
  print "</style>"
  print "<rect width=\"100%\" height=\"100%\" fill=\"#fffdf8\"/>"
  for (row = 0; row < rows; row++) {
    said = ""
    bands()
    flageolets()
    printf "%s", said
    grid()
    line(1, "before")
    line(2, "after")
    printf "<text x=\"%d\" y=\"%d\">%d s</text>\n", left, top + 10, row * row_s
    top += height + 12
  }
  print "</svg>"
}
