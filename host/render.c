#include "host/render.h"

#include "host/audio_file.h"
#include "host/render_loop.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

static double
now_s(void)
{
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/** Open the input and make the plugin. */
static HostExit
open_input(HostRendering* self, const char* input)
{
  const HostSetup* setup  = self->setup;
  HostReport*      report = self->report;
  HostError*       error  = &report->error;
  HostExit         code   = host_audio_open(input, &self->reader, error);
  if (code) {
    return code;
  }
  report->input    = *host_audio_info(self->reader);
  report->channels = setup->plugin->ports.n_audio_out;
  code             = host_channel_map_make(&report->map, report->input.channels,
                                           setup->plugin->ports.n_audio_in,
                                           setup->options->channel, input, error);
  if (!code) {
    code = host_feed_init(&self->feed, self->reader, &report->map, error);
  }
  if (!code) {
    code = host_instance_new(&self->instance, setup->world, setup->plugin,
                             setup->settings, report->input.rate,
                             self->blocks.frames, error);
  }
  if (!code) {
    code = host_score_play_init(&self->score, setup->score, setup->world,
                                setup->plugin, report->input.rate, error);
  }
  return code;
}

static uint64_t
longest_output(const HostRendering* self)
{
  const HostOptions* options = self->setup->options;
  const double tail = options->tail_auto ? HOST_TAIL_LIMIT_S : options->tail_s;
  const uint64_t frames = self->report->input.frames;
  // A length that is not known may become long: that counts as the longest
  return (frames == HOST_FRAMES_UNKNOWN)
           ? frames
           : frames + (uint64_t)(tail * self->report->input.rate);
}

/** Begin the files to be written. */
static HostExit
open_output(HostRendering* self, HostOutput* sound, HostOutput* log)
{
  const HostOptions* options = self->setup->options;
  HostReport*        report  = self->report;
  HostError*         error   = &report->error;
  report->format             = options->format;
  report->bits               = options->bits;
  HostExit code =
    host_format_settle(sound->path, report->input.format, report->input.bits,
                       &report->format, &report->bits, error);
  if (!code) {
    code = host_output_begin(sound, options->out_folder != NULL, error);
  }
  const HostAudioTarget target = {
    report->channels, report->input.rate,   report->format,
    report->bits,     longest_output(self),
  };
  if (!code) {
    code =
      host_audio_create(sound->fd, sound->path, &target, &self->writer, error);
  }
  if (!code && log) {
    code = host_output_begin(log, false, error);
    if (!code) {
      // The stream takes the descriptor over
      code          = host_control_log_begin(&self->log, log->fd, log->path,
                                             &self->setup->plugin->ports,
                                             report->input.rate, error);
      log->fd       = -1;
      self->has_log = !code;
    }
  }
  return code;
}

/** Complete the files, or give them up if `code` says so. */
static HostExit
close_all(HostRendering* self, HostOutput* sound, HostExit code)
{
  HostError  ignored;
  HostError* error = code ? &ignored : &self->report->error;
  HostExit   next;
  // The plugin first: if it crashes on its way out, that is not overlooked
  host_instance_free(self->instance);
  next  = host_audio_finish(self->writer, &self->report->output, error);
  code  = code ? code : next;
  error = code ? &ignored : error;
  next  = host_output_end(sound, error);
  code  = code ? code : next;
  error = code ? &ignored : error;
  next  = self->has_log ? host_control_log_end(&self->log, error) : code;
  code  = code ? code : next;
  host_tail_clear(&self->tail);
  host_feed_clear(&self->feed);
  host_score_play_clear(&self->score);
  host_audio_close(self->reader);
  free(self->frames);
  return code;
}

HostExit
host_render(const HostSetup* setup, const char* input, HostOutput* sound,
            HostOutput* log, HostReport* report)
{
  const double  begin = now_s();
  HostRendering self;
  memset(report, 0, sizeof(*report));
  memset(&self, 0, sizeof(self));
  self.setup    = setup;
  self.report   = report;
  self.blocks   = setup->options->blocks;
  HostExit code = open_input(&self, input);
  if (!code) {
    code = open_output(&self, sound, log);
  }
  if (!code) {
    code = host_render_loop(&self);
  }
  code              = close_all(&self, sound, code);
  report->elapsed_s = now_s() - begin;
  return code;
}
