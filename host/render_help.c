#include "host/render_help.h"

const char host_render_help[] =
  "\n"
  "In the course of a file:\n"
  "  --automation FILE    CSV: time_s,symbol,value, values as for --set.\n"
  "                       Straight lines between points, steps where a port\n"
  "                       has whole or named values; as set before the first.\n"
  "                       Lines move every 64 frames, steps fall on their\n"
  "                       frame, whatever --block is\n"
  "  --midi FILE          standard MIDI file (format 0 or 1) into the control\n"
  "                       port, with its tempo and meter\n"
  "  --bpm N, --meter N/D tempo in beats of the meter, and meter, from the\n"
  "                       start on, as far as a MIDI file states no other\n";
