#include "host/help.h"

#include "host/audio_file.h"
#include "host/errors.h"

#include <stdio.h>

#ifndef DALA_VERSION
#define DALA_VERSION "unknown"
#endif

/* Each page is to fit a screen: what does not is in dala-host.1. */

// clang-format off
static const char overview[] =
  "dala-host: run sound files through LV2 plugins, offline\n"
  "\n"
  "  dala-host list    [--json]                 plugins that are installed\n"
  "  dala-host info    [--plugin URI] [--json]  ports, ranges, presets\n"
  "  dala-host render  [OPTIONS] IN -o OUT      process one file\n"
  "  dala-host render  [OPTIONS] IN... -d DIR   process files and folders\n"
  "  dala-host compare A B                      null test of two files\n"
  "  dala-host stress  [--plugin URI] [CHECK]   promises of a good plugin\n"
  "  dala-host bench   [--plugin URI]... [IN]   load per block size\n"
  "  dala-host COMMAND --help, --version\n"
  "\n"
  "The plugin is <" HOST_DEFAULT_PLUGIN "> unless --plugin says otherwise.\n"
  "Plugins are looked for on LV2_PATH, or where the system keeps them.\n"
  "\n"
  "Exit codes:\n";

static const char list_page[] =
  "dala-host list [--json]\n"
  "\n"
  "Print a line for each plugin: URI, audio inputs and outputs, name.\n"
  "\n"
  "  --json   an array of objects with uri, name, class, bundle, audio_in,\n"
  "           audio_out\n";

static const char info_page[] =
  "dala-host info [--plugin URI] [--json]\n"
  "\n"
  "Print what a plugin says of itself: ports by symbol with range, default,\n"
  "unit and named values, required features, presets.\n"
  "\n"
  "  --plugin URI   default " HOST_DEFAULT_PLUGIN "\n"
  "  --json         the same as one object\n";

static const char render_page[] =
  "dala-host render [OPTIONS] IN -o OUT | IN... -d DIR\n"
  "\n"
  "  -o FILE              one output\n"
  "  -d DIR               many: files, patterns and folders; the tree of a\n"
  "                       folder is mirrored in DIR\n"
  "Plugin:\n"
  "  --plugin URI         default " HOST_DEFAULT_PLUGIN "\n"
  "  --preset P           name or URI of a preset, or a state file\n"
  "  --state FILE         a state file; --save-state FILE saves it at the end\n"
  "  --set symbol=value   a control, after those: 3, -12dB, 440Hz, 30% or a\n"
  "                       named value; repeat for more\n"
  "  --automation FILE    CSV: time_s,symbol,value; lines between points,\n"
  "                       steps on their frame\n"
  "  --midi FILE          standard MIDI file into the control port, with tempo\n"
  "  --bpm N, --meter N/D tempo and meter, unless a MIDI file states them\n"
  "Sound:\n"
  "  --block N|random:S   frames per block, default 256, or random by seed S\n"
  "  --rate HZ            resample the input first\n"
  "  --channel C          make it mono: mix, left or right; or each: every\n"
  "                       channel through an instance of its own\n"
  "  --tail SEC|auto      kept after the end; auto: while it sounds (default)\n"
  "  --no-compensate      leave the latency of the plugin in\n"
  "  --control-log FILE   CSV of all output controls, a row per block\n"
  "Output:\n"
  "  --format F           wav, flac, ogg, aiff; else by name, or as the input\n"
  "  --bits B             16, 24, 32f; else as the input\n"
  "  --no-dither          round only, where that reduces the depth\n"
  "  --normalize LUFS     bring the loudness (EBU R 128) there, say -23\n"
  "  --force              replace outputs that exist, never an input\n"
  "Many files:\n"
  "  --jobs N             files at a time, default 1\n"
  "  --resume             pass over what is whole and current in DIR\n"
  "  --timeout SEC        stop a file that takes longer\n"
  "  --shard I/N          only every Nth file, from the Ith on\n"
  "  --dry-run            say what would be done, write nothing\n"
  "  --report FILE.json   settings, and of each file how it went, levels,\n"
  "                       loudness, SHA-256\n"
  "  --json, --quiet      that report on standard output, or nothing\n"
  "\n"
  "Channels go each to their own input. Mono goes to the first two inputs,\n"
  "stereo into one input is mixed and the report says so; more channels than\n"
  "inputs need --channel. The output has the channels of the plugin.\n"
  "A crash, a hang or a bad file costs that file. The rest: man dala-host\n";

static const char compare_page[] =
  "dala-host compare [--json] A B\n"
  "\n"
  "Subtract two sound files: print whether they are identical, or the peak and\n"
  "the RMS of the difference in dB below full scale and the first frame that\n"
  "differs, counted from 0. The exit code is 0 if all samples, the lengths, the\n"
  "channels and the rates are equal, 1 if not. The formats may differ.\n";

static const char stress_page[] =
  "dala-host stress [--plugin URI] [CHECK...]\n"
  "\n"
  "Try what a host may expect of a good plugin: one line for each promise, or\n"
  "for the checks that are named. Each runs in a process of its own: a crash or\n"
  "a hang is a line, not the end. Exit code 1 if one is broken.\n"
  "\n"
  "  --plugin URI         default " HOST_DEFAULT_PLUGIN "\n"
  "  --preset P, --set symbol=value\n"
  "                       what the checks begin with, as for render\n"
  "  --timeout SEC        for each check, default 60\n"
  "  --json               an object with the verdict of each\n"
  "\n"
  "  blocks        the same output for blocks of 1, 7, 16, 64, 1000, 8192 and\n"
  "                random sizes, and for two runs\n"
  "  in-place      the same with inputs in the memory of outputs\n"
  "  zero-length   the same with runs of 0 frames between\n"
  "  reactivation  the same after deactivate and activate as when fresh\n"
  "  instances     the same beside another instance\n"
  "  state         saved, restored and saved again it is equal, and sounds so\n"
  "  latency       the input is found in the output where the plugin says, by\n"
  "                correlation with noise, within 16 frames\n"
  "  bypass        with lv2:enabled at 0 the output is the input, late by the\n"
  "                latency, and pressing it under a note does not click\n"
  "  clicks        each control jumps to both ends and back under a note: no\n"
  "                click (1 ms above 8 kHz), no gap (10 ms, 6 dB)\n"
  "  faults        NaN, infinity, 1e30 and denormals in: none comes out, and the\n"
  "                level is back within 3 dB after 1.25 s\n"
  "  extremes      each control, and all, at both ends: no NaN\n"
  "  wild-values   each control at -1e9, 1e9, NaN, infinity: no NaN\n"
  "  automation    all controls at random every 64 frames: no NaN\n"
  "  rates         starts and sounds at ten rates from 8 to 384 kHz\n"
  "  silence       30 s of silence and of denormals cost at most half as much\n"
  "                again as sound\n"
  "  real-time     run() makes no allocation, lock or system call\n"
  "  leaks         instances that are freed leave no memory behind\n";

static const char bench_page[] =
  "dala-host bench [--plugin URI]... [IN] [--json]\n"
  "\n"
  "Measure what blocks of 16 to 1024 frames cost, in thread CPU time: median,\n"
  "99th percentile and worst block, in microseconds and in percent of the time\n"
  "the block lasts. Up to four seconds of sound go through the plugin five\n"
  "times, and of each block the least time counts, which leaves out what the\n"
  "machine did meanwhile. Also the time to load and start, and the memory.\n"
  "\n"
  "  --plugin URI   default " HOST_DEFAULT_PLUGIN "; several are\n"
  "                 measured in turn, with the ratio to the first\n"
  "  --timeout SEC  for each measurement, default 300\n"
  "  --json         an array with an object per plugin\n"
  "  IN             a sound file; without it notes, noise and silence\n";
// clang-format on

void
host_help_print(HostCommand topic)
{
  static const char* const pages[] = {
    [HOST_COMMAND_LIST] = list_page,     [HOST_COMMAND_INFO] = info_page,
    [HOST_COMMAND_RENDER] = render_page, [HOST_COMMAND_COMPARE] = compare_page,
    [HOST_COMMAND_STRESS] = stress_page, [HOST_COMMAND_BENCH] = bench_page,
  };
  const size_t n_pages = sizeof(pages) / sizeof(pages[0]);
  if ((size_t)topic < n_pages && pages[topic]) {
    fputs(pages[topic], stdout);
  } else {
    fputs(overview, stdout);
    host_exit_table_print(stdout);
    fputs("  129, 130, 143  ended by SIGHUP, SIGINT, SIGTERM\n", stdout);
  }
}

void
host_version_print(void)
{
  printf("dala-host %s (%s)\n", DALA_VERSION, host_audio_library());
}
