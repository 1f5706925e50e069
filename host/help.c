#include "host/help.h"

#include "host/audio_file.h"
#include "host/errors.h"
#include "host/help_tools.h"
#include "host/render_help.h"

#include <stdio.h>

#ifndef DALA_VERSION
#define DALA_VERSION "unknown"
#endif

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
  "  -d DIR               many: folders are walked, their tree is mirrored in\n"
  "                       DIR; hidden files and other than sound are skipped\n"
  "  --plugin URI         default " HOST_DEFAULT_PLUGIN "\n"
  "  --preset P           name or URI of a preset, or a state file\n"
  "  --set symbol=value   a control, after the preset; repeat for more. A "
  "value\n"
  "                       is a number, with a unit or not (-12dB, 440Hz, "
  "30%),\n"
  "                       or a named value; out of range is an error\n"
  "  --block N|random:S   frames per block, 1..65536, default 256; or random\n"
  "                       sizes from 1 to 8192, the same for the same seed S\n"
  "  --tail SEC|auto      sound kept after the end of the input. Default "
  "auto:\n"
  "                       to the last sample of -90 dBFS or more before one\n"
  "                       second of quiet, at most 30 s. So no reverberation "
  "is\n"
  "                       cut, and a plugin that adds nothing after the end\n"
  "                       gives the length of the input. 0 always gives that\n"
  "  --no-compensate      leave the latency of the plugin in\n"
  "  --control-log FILE   CSV with a row per block: time_s, all output "
  "controls\n"
  "  --format F           wav, flac, ogg, aiff; default by the name of OUT, "
  "or\n"
  "                       as the input (wav for what cannot be written)\n"
  "  --bits B             16, 24, 32f; default as the input. Clipping and\n"
  "                       dither: see below\n"
  "  --channel C          mix, left, right or each, see below\n"
  "  --force              replace outputs that exist (never an input)\n"
  "  --jobs N             files at a time, default 1\n"
  "  --quiet              no report on standard output; warnings stay\n"
  "\n"
  "Channels: the output has as many as the plugin has audio outputs. Into it\n"
  "  as many channels as inputs   each to its own\n"
  "  mono into more               to the first two inputs\n"
  "  stereo into one input        the mean of both, and the report says so\n"
  "  two or more into more inputs each to its own, silence on the others\n"
  "  more channels than inputs    refused without --channel\n"
  "With --channel, files of two channels and more become mono first: the mean\n"
  "of all (mix), the first (left) or the second (right). With each, every\n"
  "channel, or pair of them for a stereo plugin, goes through an instance of\n"
  "its own. Side chains: silence.\n"
  "\n"
  "Each file is rendered in a process of its own: a plugin that crashes loses\n"
  "that file only. An output appears under its name when it is whole.\n";

static const char compare_page[] =
  "dala-host compare [--json] A B\n"
  "\n"
  "Subtract two sound files: print whether they are identical, or the peak "
  "and\n"
  "the RMS of the difference in dB below full scale and the first frame that\n"
  "differs, counted from 0. The exit code is 0 if all samples, the lengths, "
  "the\n"
  "channels and the rates are equal, 1 if not. The formats may differ.\n";

void
host_help_print(HostCommand topic)
{
  switch (topic) {
    case HOST_COMMAND_LIST:
      fputs(list_page, stdout);
      break;
    case HOST_COMMAND_INFO:
      fputs(info_page, stdout);
      break;
    case HOST_COMMAND_RENDER:
      fputs(render_page, stdout);
      fputs(host_render_help, stdout);
      fputs(host_batch_help, stdout);
      break;
    case HOST_COMMAND_COMPARE:
      fputs(compare_page, stdout);
      break;
    case HOST_COMMAND_STRESS:
      fputs(host_stress_help, stdout);
      break;
    case HOST_COMMAND_BENCH:
      fputs(host_bench_help, stdout);
      break;
    default:
      fputs(overview, stdout);
      host_exit_table_print(stdout);
      fputs("  129, 130, 143  ended by SIGHUP, SIGINT, SIGTERM\n", stdout);
      break;
  }
}

void
host_version_print(void)
{
  printf("dala-host %s (%s)\n", DALA_VERSION, host_audio_library());
}
